//! Before the first case: the disclaimer, who is reading, and what the local service can offer.

use super::Ctx;
use crate::telegram::calls::Call;
use crate::telegram::routing::Sender;
use crate::view::{Card, PersonAction, access_card, disclaimer_card, role_card, settings_card};
use care_engine::content::{OptionSet, QuestionIx};
use care_store::{KeptCase, Missing, Person, Seat};

impl Ctx<'_> {
    /// What still has to be asked of a person before a case can begin.
    pub(super) fn onboarding_card(&self, person: &Person) -> Option<Card> {
        if !person.accepted {
            return Some(disclaimer_card(self.content));
        }
        if self.role(person).is_none() {
            return Some(role_card(self.content, None));
        }
        // Somebody who is not a clinician has no local service to describe.
        let question = self.access_question()?;
        let clinician = self.role(person).is_some_and(|role| !self.plain(role));
        (person.access.is_none() && clinician)
            .then(|| access_card(self.content, question, OptionSet::default()))
    }

    fn plain(&self, role: care_engine::content::RoleIx) -> bool {
        self.content.role(role).depth == care_engine::content::Depth::Plain
    }

    pub(super) fn access_marks(&self, person: &Person) -> Option<(QuestionIx, OptionSet)> {
        let question = self.access_question()?;
        let known = person.access.iter().flatten();
        let marks = known
            .filter_map(|id| self.content.find_option(question, id))
            .collect();
        Some((question, marks))
    }

    pub(super) fn settings(&mut self, sender: Sender) -> Result<(), Missing> {
        let person = self.person(sender.seat.person)?;
        let card = self.settings_card(&person);
        self.send(sender.seat, Some(sender.message), card);
        Ok(())
    }

    fn settings_card(&self, person: &Person) -> Card {
        let access = person
            .access
            .as_ref()
            .and_then(|_| self.access_marks(person));
        settings_card(self.content, self.role(person), access)
    }

    /// A pressed button that belongs to a person.
    pub(super) fn on_person_button(
        &mut self,
        seat: Seat,
        message: Option<i32>,
        query: String,
        action: PersonAction,
    ) -> Result<(), Missing> {
        if matches!(action, PersonAction::Forget | PersonAction::DoNotForget) {
            let forget = action == PersonAction::Forget;
            self.answer_forget(seat, message, query, forget);
            return Ok(());
        }
        let mut person = self.person(seat.person)?;
        let beginning = self.onboarding_card(&person).is_some();
        let mut toast = None;
        match &action {
            PersonAction::Accept => person.accepted = true,
            PersonAction::Role(role) if self.content.find_role(role).is_some() => {
                person.role = Some(role.clone());
                toast = Some(self.content.text("toast.saved").to_owned());
            }
            PersonAction::Access(option, on) => {
                let known = self
                    .access_question()
                    .is_some_and(|question| self.content.find_option(question, option).is_some());
                let access = person.access.get_or_insert_default();
                access.retain(|have| have != option);
                if *on && known {
                    access.push(option.clone());
                }
            }
            PersonAction::AccessDone => {
                person.access.get_or_insert_default();
                toast = Some(self.content.text("toast.saved").to_owned());
            }
            _ => {}
        }
        self.writes.save_person(person.clone());
        self.calls.push(Call::AnswerCallback {
            seat,
            query,
            text: toast,
        });

        let settles = !matches!(
            action,
            PersonAction::NewCase | PersonAction::Cases | PersonAction::Privacy
        );
        if settles && let Some(case) = self.begun_on(seat, message)? {
            // The second of two quick taps: the first case has begun on this message meanwhile, and
            // its card must not be overwritten.
            return self.show_present(seat, case, message);
        }
        match action {
            PersonAction::ChooseRole => {
                let card = role_card(self.content, self.role(&person));
                self.replace(seat, message, card);
            }
            PersonAction::ChooseAccess | PersonAction::Access(..) => {
                if let Some((question, marks)) = self.access_marks(&person) {
                    let card = access_card(self.content, question, marks);
                    self.replace(seat, message, card);
                }
            }
            PersonAction::NewCase => match self.onboarding_card(&person) {
                Some(card) => self.send(seat, None, card),
                None => self.begin_case(seat, None, &person)?,
            },
            PersonAction::Cases => self.list_cases(seat, None)?,
            // Handled above: nothing may be kept because of them.
            PersonAction::Forget | PersonAction::DoNotForget => {}
            PersonAction::Privacy => {
                let words = self.privacy();
                let card = crate::view::menu_card(self.content, &words, None);
                self.send(
                    seat,
                    None,
                    Card {
                        keyboard: Vec::new(),
                        ..card
                    },
                );
            }
            PersonAction::Accept | PersonAction::Role(_) | PersonAction::AccessDone => {
                match self.onboarding_card(&person) {
                    Some(card) => self.replace(seat, message, card),
                    // The first card takes the place of the last one of the welcome.
                    None if beginning || self.first_case(seat)? => {
                        self.begin_case(seat, message, &person)?;
                    }
                    None => {
                        let card = self.settings_card(&person);
                        self.replace(seat, message, card);
                    }
                }
            }
        }
        Ok(())
    }

    /// The case whose card a message has become.
    fn begun_on(&self, seat: Seat, message: Option<i32>) -> Result<Option<KeptCase>, Missing> {
        let mut cases = self.cases_of(seat)?.into_iter();
        Ok(cases.find(|case| message.is_some() && case.card == message))
    }

    fn first_case(&mut self, seat: Seat) -> Result<bool, Missing> {
        Ok(self.cases_of(seat)?.is_empty())
    }
}
