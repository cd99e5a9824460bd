//! Which question comes next, and how many there may be.

use std::collections::BTreeSet;

use super::{Intake, Place, Purpose};
use crate::case::{Answer, Case};
use crate::content::{
    Content, OptionIx, OptionSet, PathwayKind, QuestionIx, QuestionKind, SharedCard, Stage,
    Unknowns, View,
};

/// "4 of about 11".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The card's number, from 1.
    pub at: usize,
    /// How many there will be if what is not answered yet is answered in the usual way.
    pub of: usize,
    /// How many of them the last answer has added; otherwise their number never grows.
    pub added: usize,
}

/// The next required question of a case, or `None` when the plan is ready. Questions that share a card come with the
/// first of them.
pub fn next_question(content: &Content, case: &Case) -> Option<QuestionIx> {
    let due = Due::of(content, case);
    let first = content.question_places().find(|place| due.has(*place))?;
    let shared = content
        .cards
        .iter()
        .find(|card| card.others.contains(&first));
    let leading = shared.map(|card| card.leading);
    Some(leading.filter(|place| due.has(*place)).unwrap_or(first))
}

/// What a case has to be asked before its plan.
struct Due<'a> {
    content: &'a Content,
    case: &'a Case,
    view: View<'a>,
    urgent: bool,
}

impl<'a> Due<'a> {
    fn of(content: &'a Content, case: &'a Case) -> Self {
        let view = content.view(case, Unknowns::Assumed);
        let urgent = content.pathway_kind(&view) == PathwayKind::Urgent;
        Self {
            content,
            case,
            view,
            urgent,
        }
    }

    fn has(&self, place: QuestionIx) -> bool {
        let question = self.content.question(place);
        question.stage == Stage::Required
            && self.case.answer(place).is_none()
            && self.view.holds(&question.ask_if)
            && self.view.holds(&question.required_if)
            && (!self.urgent || question.when_urgent)
    }
}

/// A card that asks several questions now.
#[derive(Debug, Clone)]
pub struct Shared<'a> {
    /// The card that its questions share.
    pub card: &'a SharedCard,
    /// The questions that stand on it with a mark.
    pub others: Vec<QuestionIx>,
    /// The question whose options stand beside Done.
    pub ends_with: Option<QuestionIx>,
}

/// The card of an intake, where it asks more than its own question: on the way to the plan, while they are due.
pub fn shared_card<'a>(content: &'a Content, intake: &Intake) -> Option<Shared<'a>> {
    let Place::Ask(question, Purpose::Walk) = intake.place else {
        return None;
    };
    let card = content.cards.iter().find(|card| card.leading == question)?;
    let due = Due::of(content, &intake.case);
    let others: Vec<QuestionIx> = card
        .others
        .iter()
        .copied()
        .filter(|place| due.has(*place))
        .collect();
    let ends_with = card.ends_with.filter(|place| due.has(*place));
    (!others.is_empty()).then_some(Shared {
        card,
        others,
        ends_with,
    })
}

/// The options that can be offered without contradicting the case; what is answered already stays.
pub fn offered_options(content: &Content, intake: &Intake, question: QuestionIx) -> Vec<OptionIx> {
    let case = &intake.case;
    let view = content.view(case, Unknowns::Assumed);
    let at_review = content.at_review.as_ref().filter(|_| intake.visit > 1);
    let not_offered = at_review.map_or(&[][..], |at_review| &at_review.not_offered);
    let chosen = |option| match case.answer(question) {
        Some(Answer::One(one)) => one == option,
        Some(Answer::Several(set)) => set.has(option),
        _ => false,
    };
    content
        .option_places(question)
        .filter(|place| {
            let offered = view.holds(&content.option(question, *place).offered_if)
                && !not_offered.contains(&(question, *place));
            chosen(*place) || offered
        })
        .collect()
}

/// The questions that can still change this plan and were not on the way to it. Under an urgent plan
/// these are only the ones that are put in an urgent case too.
pub fn refinements(content: &Content, case: &Case) -> Vec<QuestionIx> {
    let view = content.view(case, Unknowns::Assumed);
    let kind = content.pathway_kind(&view);
    content
        .question_places()
        .filter(|place| {
            let question = content.question(*place);
            let urgent = kind == PathwayKind::Urgent && question.when_urgent;
            (urgent || !kind.ends_intake())
                // A setting is offered only where it is not known yet.
                && question.stage != Stage::Computed
                && (question.stage != Stage::Setting || case.answer(*place).is_none())
                && view.holds(&question.ask_if)
                && !(question.stage == Stage::Required
                    && view.holds(&question.required_if)
                    && case.answer(*place).is_some())
        })
        .collect()
}

/// Where the intake stands on its way to the plan; nothing for other cards.
pub fn progress(content: &Content, intake: &Intake) -> Option<Progress> {
    let Place::Ask(asking, Purpose::Walk) = intake.place else {
        return None;
    };
    let behind = cards_behind(content, intake, asking);
    let at = behind.len() + 1;
    let of = at + cards_ahead(content, intake.clone_of_way(asking), &behind);
    let said_before = before_last_answer(content, intake, asking).map(|(before, last)| {
        let behind = cards_behind(content, &before, last);
        behind.len() + 1 + cards_ahead(content, before, &behind)
    });
    Some(Progress {
        at,
        of,
        added: said_before.map_or(0, |before| of.saturating_sub(before)),
    })
}

/// The card on which a question stands: its own, or the one that it shares.
fn card_of(content: &Content, place: QuestionIx) -> QuestionIx {
    let shared = content.cards.iter();
    let mut shared = shared.filter(|card| card.others.contains(&place));
    shared.next().map_or(place, |card| card.leading)
}

/// The cards that were answered before this one.
fn cards_behind(content: &Content, intake: &Intake, asking: QuestionIx) -> BTreeSet<QuestionIx> {
    let answered = intake.history.iter().copied();
    answered
        .map(|place| card_of(content, place))
        .filter(|place| *place != card_of(content, asking))
        .collect()
}

/// How many cards come after this one if what is not answered yet is answered in the usual way.
fn cards_ahead(content: &Content, mut way: Intake, behind: &BTreeSet<QuestionIx>) -> usize {
    let Some(asking) = way.asking() else {
        return 0;
    };
    let mut ahead = BTreeSet::new();
    let mut next = Some(asking);
    // A case asks no more questions than there are.
    for _ in 0..content.questions.len() {
        let Some(place) = next else {
            break;
        };
        ahead.insert(card_of(content, place));
        way.answer_as_usual(content, place);
        next = way.unanswered(content);
    }
    ahead.remove(&card_of(content, asking));
    ahead.difference(behind).count()
}

/// The way before the answer that led to this card, and the question that it answered.
fn before_last_answer(
    content: &Content,
    intake: &Intake,
    asking: QuestionIx,
) -> Option<(Intake, QuestionIx)> {
    let history = &intake.history;
    let here = history.iter().position(|place| *place == asking);
    let last = history
        .get(..here.unwrap_or(history.len()))?
        .last()
        .copied()?;
    let last = card_of(content, last);
    let mut before = intake.clone_of_way(last);
    let together = history.iter().copied();
    for place in together.filter(|place| card_of(content, *place) == last) {
        let asked_again = again_after(content, &before, place);
        before.again.retain(|again| !asked_again.contains(again));
        before.case.set(place, None);
    }
    Some((before, last))
}

/// What the answer to a question puts again.
fn again_after(content: &Content, intake: &Intake, place: QuestionIx) -> Vec<QuestionIx> {
    let options: Vec<OptionIx> = match intake.case.answer(place) {
        Some(Answer::One(option)) => vec![option],
        Some(Answer::Several(marks)) => marks.iter().collect(),
        _ => Vec::new(),
    };
    let again = options.into_iter();
    let again = again.filter_map(|option| content.option(place, option).asks_again);
    let at_review = content.at_review.as_ref();
    let growth = at_review.and_then(|at_review| at_review.growth);
    let grown = growth.filter(|(size, _)| *size == place);
    again.chain(grown.map(|(_, (means, _))| means)).collect()
}

impl Intake {
    /// What decides which cards come, at the card of a question.
    fn clone_of_way(&self, asking: QuestionIx) -> Self {
        Self {
            history: self.history.clone(),
            again: self.again.clone(),
            visit: self.visit,
            ..Self::new(self.case.clone(), asking)
        }
    }

    /// Answers the card of a question in the usual way, where it has no answer yet.
    fn answer_as_usual(&mut self, content: &Content, place: QuestionIx) {
        self.place = Place::Ask(place, Purpose::Walk);
        let others = shared_card(content, self).map(|shared| shared.others);
        for other in others.into_iter().flatten() {
            let unmarked = content.question(other).mark.as_ref();
            let answer = unmarked.map(|(_, unmarked)| Answer::One(*unmarked));
            self.case.set(other, answer);
            self.again.retain(|again| *again != other);
        }
        if self.case.answer(place).is_none() {
            self.case.set(place, usual_answer(content, place));
        }
        self.again.retain(|again| *again != place);
    }
}

/// The answer that the count of cards reckons with: the one that the content calls usual, else "none", "not known" or
/// the first.
fn usual_answer(content: &Content, place: QuestionIx) -> Option<Answer> {
    let question = content.question(place);
    let is_usual = |option: &OptionIx| content.option(place, *option).usual;
    let usual = content.option_places(place).find(is_usual);
    let none = || {
        let mut alone = question.exclusive.iter();
        alone.find(|option| question.unknown != Some(*option))
    };
    let option = usual
        .or_else(none)
        .or(question.unknown)
        .or_else(|| content.option_places(place).next());
    match question.kind {
        QuestionKind::One => option.map(Answer::One),
        QuestionKind::Several => option.map(|option| Answer::Several(OptionSet::only(option))),
        QuestionKind::Number => Some(Answer::Number(question.min)),
    }
}
