//! The card of one question, or of several that share a card.

use super::button::{Button, Keyboard};
use super::card_words::{CardKey, answer_text, doubt_text};
use super::html::Html;
use crate::callback_data::CaseAction;
use care_engine::case::Answer;
use care_engine::content::{Content, OptionIx, Question, QuestionIx, QuestionKind};
use care_engine::intake::{
    Intake, Purpose, Shared, kept_at_review, offered_options, progress, shared_card,
};

/// Most characters of a label that shares a row with another: half of a phone of 390 points, without a cut.
pub const HALF_A_ROW: usize = 22;
/// The same for a label that shares it with two others.
const A_THIRD_OF_A_ROW: usize = 12;

/// A question as it is put.
pub(super) struct Asked<'a> {
    content: &'a Content,
    card: CardKey,
    intake: &'a Intake,
    place: QuestionIx,
    purpose: Purpose,
    question: &'a Question,
    shared: Option<Shared<'a>>,
    /// For a reader of plain language.
    plain: bool,
    /// Options are marked one after another though one alone would do.
    marking: bool,
}

impl<'a> Asked<'a> {
    pub(super) fn new(
        content: &'a Content,
        card: CardKey,
        intake: &'a Intake,
        (place, purpose): (QuestionIx, Purpose),
    ) -> Self {
        let question = content.question(place);
        Self {
            content,
            card,
            intake,
            place,
            purpose,
            question,
            shared: shared_card(content, intake),
            plain: content.plain_reader(&intake.case).is_some(),
            marking: question.kind == QuestionKind::Several
                && (!question.quick || !intake.draft.is_empty()),
        }
    }

    /// The same card with marks.
    pub(super) fn marking(self) -> Self {
        Self {
            marking: self.question.kind == QuestionKind::Several,
            ..self
        }
    }

    /// The question, which case it is, what has to be told, what the last tap did, and what the words mean.
    pub(super) fn text(&self, case: &str, told: &Html) -> Html {
        let content = self.content;
        let mut html = Html::default();
        let ask = match &self.shared {
            Some(shared) => &shared.card.ask,
            None => self.question.ask_for(self.plain),
        };
        // A shared card is as high as a phone: its question stands right above the buttons, to be in sight with them.
        let is_long = self.shared.is_some();
        if is_long {
            html.text(&self.heading(case));
        } else {
            html.bold(ask).line().text(&self.heading(case));
        }
        if !told.is_empty() {
            html.line().add(told);
        }
        for place in self.doubted() {
            let told = doubt_text(content, self.intake, place);
            let words = content.text_with("card.doubtful", &[("answers", &told)]);
            html.line().italic(&words);
        }
        let marked = !self.intake.draft.is_empty() || !self.intake.marked.is_empty();
        // Who has begun to mark has read it, and the answers that end the card need its room.
        let folded = is_long && marked;
        if let Some(done) = self.last_answer().filter(|_| !folded) {
            html.line().text(&done);
        }
        if let Some(answer) = self.last_visit() {
            let words = content.text_with("card.last_visit", &[("answer", &answer)]);
            html.line().text(&words);
        }
        if let Some(help) = self.question.help_for(self.plain) {
            html.line().text(help);
        }
        let explained = self.explained();
        if !explained.is_empty() && !folded {
            html.line().folded(&explained);
        }
        if self.question.kind == QuestionKind::Number {
            let (min, max) = (self.question.min.to_string(), self.question.max.to_string());
            let number = content.text_with("card.number", &[("min", &min), ("max", &max)]);
            html.line().italic(&number);
        }
        let kept = self.kept();
        if !kept.is_empty() {
            let (title, words) = (content.text("card.kept"), kept.join(" · "));
            html.line().bold(title).text(" ").text(&words);
        }
        let first = self.purpose == Purpose::Walk && self.intake.history.is_empty() && !marked;
        if first && self.intake.plans == 0 {
            let key = match (self.intake.visit, self.plain) {
                (1, false) => "card.first",
                (1, true) => "card.first.plain",
                _ => "card.review",
            };
            html.line().italic(content.text(key));
        } else if let Some(ending) = self.ending().filter(|_| marked) {
            let ask = content.question(ending).ask_for(self.plain);
            html.line()
                .italic(&content.text_with("card.ends_with", &[("ask", ask)]));
        } else if self.question.kind == QuestionKind::Several && !self.question.quick {
            let key = match &self.shared {
                Some(_) => "card.several_shared",
                None => "card.several",
            };
            html.line().italic(content.text(key));
        }
        if is_long {
            html.line().bold(ask);
        }
        html
    }

    /// Questions of this card about which a text may have said something.
    fn doubted(&self) -> Vec<QuestionIx> {
        let others = self.shared.iter().flat_map(|shared| &shared.others);
        let all = std::iter::once(&self.place).chain(others).copied();
        all.filter(|place| self.intake.doubts.contains_key(place))
            .collect()
    }

    /// At a review: the last value of what is compared, and the kept answer to what was marked as new.
    fn last_visit(&self) -> Option<String> {
        let mut outcomes = self.content.outcomes.iter();
        let case = if self.is_kept() {
            &self.intake.case
        } else if self.intake.is_in_review() && outcomes.any(|one| one.question == self.place) {
            &self.intake.earlier.previous
        } else {
            return None;
        };
        case.answer(self.place)?;
        Some(answer_text(self.content, case, self.place))
    }

    /// Whether the answer to this card is one of an earlier visit, which is asked again. It is not today's until it is
    /// tapped. What the review itself has entered is of this visit: growth, and that an assessment is pending.
    fn is_kept(&self) -> bool {
        let at_review = self.content.at_review.as_ref();
        let entered = at_review.is_some_and(|at_review| {
            let growth = at_review.growth.map(|(_, (means, _))| means);
            let urgent = at_review.after_urgent.map(|(question, _)| question);
            [growth, urgent].contains(&Some(self.place))
        });
        let answered = self.intake.case.answer(self.place).is_some();
        let again = self.intake.again.contains(&self.place);
        self.intake.is_in_review() && again && answered && !entered
    }

    /// On the card what is new: the answers that the review keeps.
    fn kept(&self) -> Vec<String> {
        let at_review = self.content.at_review.as_ref();
        let news = at_review.and_then(|at_review| at_review.news);
        if news != Some(self.place) || !self.intake.is_in_review() {
            return Vec::new();
        }
        let kept = kept_at_review(self.content, self.intake).into_iter();
        kept.filter(|place| *place != self.place)
            .map(|place| {
                let title = self.content.question(place).title_for(self.plain);
                let answer = answer_text(self.content, &self.intake.case, place);
                format!("{title}: {answer}")
            })
            .collect()
    }

    /// "Case 1 · Site · 2 of about 9".
    fn heading(&self, case: &str) -> String {
        let content = self.content;
        let title = match &self.shared {
            Some(shared) => &shared.card.title,
            None => self.question.title_for(self.plain),
        };
        let stands = match progress(content, self.intake) {
            Some(progress) => {
                let (at, of) = (progress.at.to_string(), progress.of.to_string());
                let added = progress.added.to_string();
                let key = match progress.added {
                    0 => "card.progress",
                    _ => "card.progress.added",
                };
                content.text_with(key, &[("at", &at), ("of", &of), ("count", &added)])
            }
            None => {
                let key = match self.purpose {
                    Purpose::Edit | Purpose::Change => "card.edit",
                    Purpose::Walk | Purpose::Refine => "card.refine",
                };
                content.text(key).to_owned()
            }
        };
        format!("{case} · {title} · {stands}")
    }

    /// What the tap before this card did; after a shared card, all of it.
    fn last_answer(&self) -> Option<String> {
        if self.purpose != Purpose::Walk {
            return None;
        }
        let history = &self.intake.history;
        let here = history.iter().position(|place| *place == self.place);
        let before = &history[..here.unwrap_or(history.len())];
        let last = before.last()?;
        let cards = self.content.cards.iter();
        let card = cards.into_iter().find(|card| card.leading == *last);
        let together = |place: &&QuestionIx| {
            *place == last
                || card.is_some_and(|card| {
                    card.others.contains(place) || card.ends_with == Some(**place)
                })
        };
        let answers = before.iter().filter(together);
        let answers = answers.filter(|place| self.intake.case.answer(**place).is_some());
        let told: Vec<String> = answers
            .map(|place| {
                let title = self.content.question(*place).title_for(self.plain);
                let answer = answer_text(self.content, &self.intake.case, *place);
                format!("{title}: {answer}")
            })
            .collect();
        let answer = told.join(" · ");
        (!told.is_empty()).then(|| self.content.text_with("card.done", &[("answer", &answer)]))
    }

    /// What the options mean, those with a heading together.
    fn explained(&self) -> Html {
        let mut html = Html::default();
        let mut group: Option<&str> = None;
        for place in offered_options(self.content, self.intake, self.place) {
            let option = self.content.option(self.place, place);
            let Some(detail) = option.detail_for(self.plain) else {
                continue;
            };
            if option.group.as_deref() != group {
                group = option.group.as_deref();
                if let Some(group) = group {
                    html.line().bold(group);
                }
            }
            html.line()
                .bold(option.label_for(self.plain))
                .text(": ")
                .text(detail);
        }
        html
    }

    pub(super) fn keyboard(&self) -> Keyboard {
        let content = self.content;
        let alone = |place: &OptionIx| self.question.exclusive.has(*place);
        let offered = offered_options(content, self.intake, self.place);
        let (last, first): (Vec<OptionIx>, Vec<OptionIx>) = offered.into_iter().partition(alone);
        let mut buttons: Vec<Button> = first.iter().map(|place| self.option(*place)).collect();
        if let Some(shared) = &self.shared {
            buttons.extend(shared.others.iter().filter_map(|other| self.other(*other)));
        }
        let mut rows = in_pairs(buttons);
        if self.question.quick && !self.marking {
            let label = content.text("button.more_than_one");
            rows.push(vec![self.card.action(label, CaseAction::Marks(self.place))]);
        }
        let count = self.intake.draft.iter().count() + self.intake.marked.len();
        let ends = self.marking && count > 0;
        // Where another answer ends the card, its options take the place of those that deny what is marked; these
        // come back when the marks are cleared, and where one of them was said.
        let denies = !(ends && self.ending().is_some()) || self.intake.clearing;
        if denies {
            rows.extend(in_pairs(
                last.iter().map(|place| self.option(*place)).collect(),
            ));
        }
        if ends {
            rows.extend(self.endings());
            let label = content.text_with("button.done", &[("count", &count.to_string())]);
            rows.push(vec![self.card.action(label, CaseAction::Done(self.place))]);
        }
        let mut out = Vec::new();
        if self.purpose != Purpose::Walk {
            // An answer that was opened to be changed may be left as it is.
            out.push(self.card.button(content, "button.back", CaseAction::Back));
        }
        if !self.kept().is_empty() {
            let label = content.text("button.change_kept");
            rows.push(vec![self.card.action(label, CaseAction::Kept)]);
        }
        if self.intake.before_review.is_some() && self.intake.history.is_empty() {
            // Begun by mistake: seen at its first card.
            let leave = CaseAction::LeaveReview;
            out.push(self.card.button(content, "button.leave_review", leave));
        }
        if self.question.may_skip {
            out.push(
                self.card
                    .button(content, "button.skip", CaseAction::Skip(self.place)),
            );
        }
        out.push(self.card.button(content, "button.menu", CaseAction::Menu));
        rows.push(out);
        rows
    }

    /// The question whose options stand beside Done.
    fn ending(&self) -> Option<QuestionIx> {
        self.shared.as_ref().and_then(|shared| shared.ends_with)
    }

    /// Done together with each answer to the question that ends the card.
    fn endings(&self) -> Keyboard {
        let Some(ending) = self.ending() else {
            return Vec::new();
        };
        let options = offered_options(self.content, self.intake, ending).into_iter();
        let buttons = options.map(|place| {
            let option = self.content.option(ending, place).button_for(self.plain);
            let label = self
                .content
                .text_with("button.done_with", &[("label", option)]);
            self.card.action(label, CaseAction::Choose(ending, place))
        });
        let buttons: Vec<Button> = buttons.collect();
        let is_short = |button: &Button| button.label.chars().count() <= A_THIRD_OF_A_ROW;
        if buttons.iter().all(is_short) {
            return buttons.chunks(3).map(<[Button]>::to_vec).collect();
        }
        in_pairs(buttons)
    }

    fn option(&self, place: OptionIx) -> Button {
        let option = self.content.option(self.place, place);
        let label = option.button_for(self.plain);
        // An option that excludes the others is the whole answer, so it has no mark.
        if self.marking && !self.question.exclusive.has(place) {
            let on = self.intake.draft.has(place);
            return self.marked(label, on, CaseAction::Mark(self.place, place, !on));
        }
        let now = match self.intake.case.answer(self.place) {
            Some(Answer::One(chosen)) => chosen == place,
            // What was recorded is no longer the answer once something else is marked.
            Some(Answer::Several(_)) => self.intake.draft.has(place),
            _ => false,
        };
        let key = if now && !self.is_kept() {
            "button.chosen"
        } else {
            "button.option"
        };
        let label = self.content.text_with(key, &[("label", label)]);
        let action = match self.question.kind {
            QuestionKind::Several if self.question.exclusive.has(place) => {
                CaseAction::Mark(self.place, place, true)
            }
            _ => CaseAction::Choose(self.place, place),
        };
        self.card.action(label, action)
    }

    /// The mark of a question that shares the card.
    fn other(&self, place: QuestionIx) -> Option<Button> {
        let other = self.content.question(place);
        let (label, _) = other.mark.as_ref()?;
        let on = self.intake.marked.contains(&place);
        let action = CaseAction::Mark(place, other.unknown?, !on);
        Some(self.marked(label, on, action))
    }

    fn marked(&self, label: &str, on: bool, action: CaseAction) -> Button {
        let key = if on {
            "button.marked"
        } else {
            "button.unmarked"
        };
        let label = self.content.text_with(key, &[("label", label)]);
        self.card.action(label, action)
    }
}

/// Two in a row where both fit.
pub(super) fn in_pairs(buttons: Vec<Button>) -> Keyboard {
    let short = |button: &Button| button.label.chars().count() <= HALF_A_ROW;
    let mut rows: Keyboard = Vec::new();
    for button in buttons {
        match rows.last_mut() {
            Some(row) if row.len() == 1 && short(&row[0]) && short(&button) => row.push(button),
            _ => rows.push(vec![button]),
        }
    }
    rows
}
