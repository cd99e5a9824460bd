//! The card of one question, or of several that share a card.

use super::card_words::{CardKey, answer_text, doubt_text};
use super::html::Html;
use care_engine::case::Answer;
use care_engine::content::{Content, Question, QuestionIx, QuestionKind};
use care_engine::intake::{
    Intake, Purpose, Shared, kept_at_review, offered_options, progress, shared_card,
};

/// A question as it is put.
pub(super) struct Asked<'a> {
    pub(super) content: &'a Content,
    pub(super) card: CardKey,
    pub(super) intake: &'a Intake,
    pub(super) place: QuestionIx,
    pub(super) purpose: Purpose,
    pub(super) question: &'a Question,
    pub(super) shared: Option<Shared<'a>>,
    /// For a reader of plain language.
    pub(super) plain: bool,
    /// Options are marked one after another though one alone would do.
    pub(super) marking: bool,
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

    /// At a review: the last value of what is compared, the kept answer to what was marked as new, and the red flags
    /// whose outcome is asked.
    fn last_visit(&self) -> Option<String> {
        let at_review = self.content.at_review.as_ref();
        let outcome = at_review.and_then(|at_review| at_review.after_urgent);
        if outcome.is_some_and(|(outcome, _)| outcome == self.place) {
            let flags = self.content.topic.red_flags;
            let before = &self.intake.before_review.as_ref()?.case;
            let exclusive = self.content.question(flags).exclusive;
            let told = matches!(before.answer(flags), Some(Answer::Several(marks))
                if !marks.without(exclusive).is_empty());
            return told.then(|| answer_text(self.content, before, flags));
        }
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
    pub(super) fn is_kept(&self) -> bool {
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
    pub(super) fn kept(&self) -> Vec<String> {
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
}
