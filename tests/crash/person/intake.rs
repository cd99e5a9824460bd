//! One case, card by card.

use std::sync::Arc;

use care_engine::case::Answer;
use care_engine::content::{OptionIx, OptionSet, QuestionIx, QuestionKind};
use care_engine::intake::{Event, Intake, offered_options, shared_card, step};
use fake_telegram::ShownMessage;

use super::{Done, Person, Remembered, Wrong};
use crate::phone::Card;

/// So often a card may come again before a press on it is taken.
const MOST_AGAIN: usize = 5;

impl Person {
    pub(super) async fn answers(
        &mut self,
        case: &mut Remembered,
        question: QuestionIx,
    ) -> Done<()> {
        let content = Arc::clone(&self.content);
        let asked = content.question(question);
        if self.rng.u32(0..20) == 0 && !case.intake.history.is_empty() {
            let back = step(&content, &case.intake, &Event::Back);
            if back.intake != case.intake {
                return self.goes_back(case).await;
            }
        }
        match asked.kind {
            QuestionKind::One => {
                let option = self.some_option(case, question);
                let id = &asked.options[option.index()].id;
                if self.rng.u32(0..12) == 0 {
                    let label = asked.options[option.index()].label.clone();
                    return self.types(case, question, label).await;
                }
                let event = Event::Choose(question, option);
                self.does(case, event, &["=", &asked.id, id]).await?;
            }
            QuestionKind::Several => {
                let wanted = self.some_marks(case, question);
                return self.answers_with_marks(case, question, wanted).await;
            }
            QuestionKind::Number => {
                self.does(case, Event::Skip(question), &["s", &asked.id])
                    .await?;
            }
        }
        Ok(())
    }

    async fn answers_with_marks(
        &mut self,
        case: &mut Remembered,
        question: QuestionIx,
        wanted: OptionSet,
    ) -> Done<()> {
        let content = Arc::clone(&self.content);
        let asked = content.question(question);
        let first = wanted.iter().next();
        if let Some(alone) = first.filter(|one| asked.exclusive.has(*one)) {
            // What excludes the others is taken at once.
            let event = Event::Mark(question, alone, true);
            let id = &asked.options[alone.index()].id;
            let does = ["+", asked.id.as_str(), id.as_str()];
            self.does(case, event.clone(), &does).await?;
            // Where it would clear marks, the card asks once.
            if case.intake.asking() == Some(question) {
                self.does(case, event, &does).await?;
            }
            return Ok(());
        }
        if let Some(first) = first
            && asked.quick
            && case.intake.draft.is_empty()
        {
            let id = &asked.options[first.index()].id;
            let event = Event::Choose(question, first);
            return self.does(case, event, &["=", &asked.id, id]).await;
        }
        // A slip of the thumb first, now and then: marked, and unmarked again.
        if self.rng.u32(0..6) == 0 {
            let slip = self.some_option(case, question);
            let takes = !asked.exclusive.has(slip) && !asked.quick;
            for on in [true, false].into_iter().filter(|_| takes) {
                self.marks(case, question, slip, on).await?;
            }
        }
        // What is new comes first: without any mark a card may ask for one tap. Marking clears what excludes it.
        for on in [true, false] {
            for option in content.option_places(question) {
                if wanted.has(option) == on && !asked.exclusive.has(option) {
                    self.marks(case, question, option, on).await?;
                }
            }
        }
        if self.rng.bool() {
            self.marks_another(case).await?;
        }
        let ending = shared_card(&content, &case.intake).and_then(|shared| shared.ends_with);
        if let Some(ending) = ending
            && self.rng.bool()
        {
            let option = self.some_option(case, ending);
            let ids = [
                "=",
                &content.question(ending).id,
                &content.option(ending, option).id,
            ];
            return self.does(case, Event::Choose(ending, option), &ids).await;
        }
        self.does(case, Event::Done(question), &["d", &asked.id])
            .await
    }

    /// Marks a question that shares the card, where there is one: it is put by itself then.
    async fn marks_another(&mut self, case: &mut Remembered) -> Done<()> {
        let content = Arc::clone(&self.content);
        let shared = shared_card(&content, &case.intake);
        let other = shared.and_then(|shared| shared.others.first().copied());
        let option = other.and_then(|other| Some((other, content.question(other).unknown?)));
        let Some((other, option)) = option else {
            return Ok(());
        };
        let does = [
            "+",
            &content.question(other).id,
            &content.option(other, option).id,
        ];
        self.does(case, Event::Mark(other, option, true), &does)
            .await
    }

    /// Back stands behind the way out of the card.
    async fn goes_back(&mut self, case: &mut Remembered) -> Done<()> {
        let card = self.present_card(case).await?;
        let Some(menu) = card.button(&["m"]).map(str::to_owned) else {
            return self.complains(Wrong::NotTaken, "no way out of the card");
        };
        let (message, turn) = (card.message, card.turn);
        let opened = move |messages: &[ShownMessage]| {
            let mut cards = messages.iter().filter_map(Card::on);
            cards.find(|card| {
                card.message == message && card.turn == turn && card.button(&["b"]).is_some()
            })
        };
        let menu = self.taps(message, &menu, opened).await?;
        self.presses(case, Event::Back, &menu, &["b"]).await
    }

    pub(super) async fn marks(
        &mut self,
        case: &mut Remembered,
        question: QuestionIx,
        option: OptionIx,
        on: bool,
    ) -> Done<()> {
        if case.intake.asking() != Some(question) || case.intake.draft.has(option) == on {
            return Ok(());
        }
        let content = Arc::clone(&self.content);
        let verb = if on { "+" } else { "-" };
        let does = [
            verb,
            &content.question(question).id,
            &content.option(question, option).id,
        ];
        self.does(case, Event::Mark(question, option, on), &does)
            .await
    }

    /// Some option that may be chosen by itself. What would end most cases early is rare.
    pub(super) fn some_option(&mut self, case: &Remembered, question: QuestionIx) -> OptionIx {
        let asked = self.content.question(question);
        let mut places = offered_options(&self.content, &case.intake, question);
        if asked.confirm_unknown {
            places.retain(|place| asked.unknown != Some(*place));
        }
        places[self.rng.usize(0..places.len())]
    }

    pub(super) fn some_marks(&mut self, case: &Remembered, question: QuestionIx) -> OptionSet {
        let content = Arc::clone(&self.content);
        let asked = content.question(question);
        let alone: Vec<_> = asked
            .exclusive
            .iter()
            .filter(|place| !asked.confirm_unknown || asked.unknown != Some(*place))
            .collect();
        // Red flags are the question that insists on an answer; mostly there are none.
        let none = if asked.confirm_unknown { 9 } else { 4 };
        if !alone.is_empty() && self.rng.u32(0..10) < none {
            return OptionSet::only(alone[self.rng.usize(0..alone.len())]);
        }
        let others: Vec<_> = offered_options(&content, &case.intake, question)
            .into_iter()
            .filter(|place| !asked.exclusive.has(*place))
            .collect();
        let mut marks = OptionSet::default();
        for _ in 0..self.rng.usize(1..4) {
            marks.mark(others[self.rng.usize(0..others.len())], true);
        }
        marks
    }

    /// Does something on the card, and expects what the state machine makes of it.
    pub(super) async fn does(
        &mut self,
        case: &mut Remembered,
        event: Event,
        button: &[&str],
    ) -> Done<()> {
        for _ in 0..MOST_AGAIN {
            let card = self.present_card(case).await?;
            let before = case.intake.clone();
            let Err(complaint) = self.presses(case, event.clone(), &card, button).await else {
                return Ok(());
            };
            // A press on a copy that was still on its way has brought the card once more: this press was on an older
            // one, was not taken, and the person sees the question again.
            match self.came_again(case.id, &before) {
                Some(again) => case.intake = again,
                None => return Err(complaint),
            }
        }
        self.complains(Wrong::NotTaken, "the card comes again and again")
    }

    /// What the newest card shows, where it is the question of before, come again.
    fn came_again(&self, id: i64, before: &Intake) -> Option<Intake> {
        let messages = self.of_the_bot();
        let mut cards = messages.iter().rev().filter_map(Card::on);
        let newest = cards.find(|card| card.case == id)?;
        let mut again = before.clone();
        for _ in 0..MOST_AGAIN {
            again = step(&self.content, &again, &Event::Reopen).intake;
            if newest.shows(&self.content, &again) {
                return Some(again);
            }
        }
        None
    }

    async fn presses(
        &mut self,
        case: &mut Remembered,
        event: Event,
        card: &Card,
        button: &[&str],
    ) -> Done<()> {
        let Some(data) = card.button(button).map(str::to_owned) else {
            return self.complains(Wrong::NotTaken, format!("no button {button:?} on the card"));
        };
        let after = step(&self.content, &case.intake, &event);
        if after.plan {
            self.asks_for_the_plan(case);
        }
        let content = Arc::clone(&self.content);
        let (id, next, tapped) = (case.id, after.intake.clone(), card.message);
        let shown = move |messages: &[ShownMessage]| {
            let cards = messages.iter().rev().filter_map(Card::on);
            // An older copy may look like what is due, and has been so before the tap.
            let mut cards = cards.filter(|card| card.case == id && card.message >= tapped);
            cards.any(|card| card.shows(&content, &next)).then_some(())
        };
        self.taps(card.message, &data, shown).await?;
        self.remembers(case, &event, after.intake);
        Ok(())
    }

    /// Types an answer instead of tapping it.
    pub(super) async fn types(
        &mut self,
        case: &mut Remembered,
        question: QuestionIx,
        words: String,
    ) -> Done<()> {
        self.present_card(case).await?;
        let event = Event::Type(words.clone());
        let after = step(&self.content, &case.intake, &event);
        if after.intake.case.answer(question).is_none() {
            // Its words mean something else here; a tap will do.
            return Ok(());
        }
        if after.plan {
            self.asks_for_the_plan(case);
        }
        let content = Arc::clone(&self.content);
        let (id, next) = (case.id, after.intake.clone());
        self.client.send(&words);
        let shown = move |messages: &[ShownMessage]| {
            let cards = messages.iter().rev().filter_map(Card::on);
            let mut cards = cards.filter(|card| card.case == id);
            cards.any(|card| card.shows(&content, &next)).then_some(())
        };
        if self.until(shown).await.is_none() {
            return self.complains(Wrong::NotTaken, format!("typed without effect: {words:?}"));
        }
        self.remembers(case, &event, after.intake);
        Ok(())
    }

    /// The plan comes below all that is there now; an earlier plan of the case is another one.
    fn asks_for_the_plan(&mut self, case: &mut Remembered) {
        *self.asked.entry(case.id).or_default() += 1;
        let newest = self.of_the_bot().last().map(|message| message.id);
        case.before_plan = newest.unwrap_or_default();
    }

    pub(super) fn remembers(&mut self, case: &mut Remembered, event: &Event, after: Intake) {
        if let (Event::Choose(ending, _), Some(asked)) = (event, case.intake.asking())
            && *ending != asked
        {
            // The tap that ends a shared card is Done too.
            let marks = Answer::Several(case.intake.draft);
            case.given.insert(asked, marks);
        }
        let answered = match event {
            Event::Choose(question, option) => {
                let several = self.content.takes_several(*question);
                let only = Answer::Several(OptionSet::only(*option));
                Some((*question, if several { only } else { Answer::One(*option) }))
            }
            Event::Mark(question, option, true)
                if self.content.question(*question).exclusive.has(*option)
                    && after.asking() != Some(*question) =>
            {
                Some((*question, Answer::Several(OptionSet::only(*option))))
            }
            Event::Done(question) => Some((*question, Answer::Several(case.intake.draft))),
            Event::Type(_) => case.intake.asking().and_then(|question| {
                let answer = after.case.answer(question)?;
                Some((question, answer))
            }),
            _ => None,
        };
        if let Some((question, answer)) = answered {
            case.given.insert(question, answer);
        }
        case.intake = after;
    }

    /// The newest card of the case. One that is older than what was acknowledged (a message that was
    /// sent again because nobody knew that it had arrived) is tapped, and has to come right.
    pub(super) async fn present_card(&mut self, case: &mut Remembered) -> Done<Card> {
        // A copy can come while an earlier one is put right.
        for _ in 0..10 {
            let newest = |messages: &[ShownMessage]| {
                let cards = messages.iter().rev().filter_map(Card::on);
                cards.clone().find(|card| card.case == case.id)
            };
            let Some(card) = newest(&self.of_the_bot()) else {
                return self.complains(Wrong::NotTaken, "the case has no card");
            };
            if card.shows(&self.content, &case.intake) {
                return Ok(card);
            }
            let Some(data) = self.refreshing(&card, case) else {
                // After a kill edits that had arrived are made once more, in their order: the card may show an earlier
                // one for a moment.
                let (content, same) = (Arc::clone(&self.content), case.intake.clone());
                let id = case.id;
                let right = move |messages: &[ShownMessage]| {
                    let mut cards = messages.iter().rev().filter_map(Card::on);
                    let newest = cards.find(|card| card.case == id)?;
                    newest.shows(&content, &same).then_some(())
                };
                if self.until(right).await.is_some() {
                    continue;
                }
                return self.complains(
                    Wrong::NotTaken,
                    format!("the card is not what was acknowledged: {:?}", case.intake),
                );
            };
            self.client.tap_data(card.message, &data);
            self.count.taps += 1;
            let again = step(&self.content, &case.intake, &Event::Reopen).intake;
            let (content, id, same) = (Arc::clone(&self.content), case.id, case.intake.clone());
            let (reopened, tapped) = (again.clone(), card.message);
            let right = move |messages: &[ShownMessage]| {
                let cards = messages.iter().rev().filter_map(Card::on);
                let mut cards = cards.filter(|card| card.case == id && card.message >= tapped);
                cards.find_map(|card| {
                    let again = card.shows(&content, &reopened);
                    (again || card.shows(&content, &same)).then_some(again)
                })
            };
            match self.until(right).await {
                Some(true) => case.intake = again,
                Some(false) => {}
                None => {
                    return self.complains(Wrong::NoReply, "an old card did not come right");
                }
            }
        }
        self.complains(Wrong::NotTaken, "the card does not come right")
    }

    /// What to tap on a card that is behind, to see the present one; nothing if it has no right to be
    /// behind. A card of an earlier turn is stale, and any button will do. A copy that was sent when
    /// nobody knew that the first one had arrived lacks what was marked on that one meanwhile: marking
    /// it once more changes nothing else. But then the first one has to show it.
    pub(super) fn refreshing(&self, card: &Card, case: &Remembered) -> Option<String> {
        if card.turn < case.intake.turn {
            return Some(card.any_button().to_owned());
        }
        let question = case.intake.asking()?;
        let messages = self.of_the_bot();
        let untouched = messages
            .iter()
            .any(|message| message.id == card.message && message.edited == 0);
        let first = messages
            .iter()
            .filter_map(Card::on)
            .any(|other| other.case == case.id && other.shows(&self.content, &case.intake));
        if card.turn != case.intake.turn || !untouched || !first {
            return None;
        }
        let id = &self.content.question(question).id;
        self.content.option_places(question).find_map(|place| {
            let verb = if case.intake.draft.has(place) {
                "+"
            } else {
                "-"
            };
            let option = &self.content.option(question, place).id;
            card.button(&[verb, id, option]).map(str::to_owned)
        })
    }
}
