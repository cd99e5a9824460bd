//! Before the first case: the disclaimer, who is reading, and what the local service can offer.

use super::Ctx;
use super::callback::Callback;
use crate::callback_data::UserAction;
use crate::handlers::record::CaseRecord;
use crate::telegram::routing::Sender;
use crate::view::{Card, access_card, disclaimer_card, role_card, settings_card};
use care_engine::content::{OptionSet, QuestionIx};
use care_ids::{ConversationId, MessageId, UserId};
use care_store::{Missing, Person};

impl Ctx<'_> {
    /// What still has to be asked of a person before a case can begin.
    pub(super) fn onboarding_card(&self, person: &Person) -> Option<Card> {
        let user = UserId::new(person.user);
        if !person.accepted {
            return Some(disclaimer_card(self.content, user));
        }
        if self.role(person).is_none() {
            return Some(role_card(self.content, user, None));
        }
        // Somebody who is not a clinician has no local service to describe.
        let question = self.access_question()?;
        let clinician = self.role(person).is_some_and(|role| !self.plain(role));
        (person.access.is_none() && clinician)
            .then(|| access_card(self.content, user, question, OptionSet::default()))
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
        let person = self.person(sender.conversation.user)?;
        let card = self.settings_card(&person);
        self.send(sender.conversation, Some(sender.message), card);
        Ok(())
    }

    fn settings_card(&self, person: &Person) -> Card {
        let access = person
            .access
            .as_ref()
            .and_then(|_| self.access_marks(person));
        settings_card(
            self.content,
            UserId::new(person.user),
            self.role(person),
            access,
        )
    }

    /// A pressed button that belongs to a person.
    pub(super) fn on_user_button(
        &mut self,
        callback: Callback,
        action: UserAction,
    ) -> Result<(), Missing> {
        let (conversation, message) = (callback.conversation, callback.message);
        if matches!(action, UserAction::Forget | UserAction::DoNotForget) {
            let forget = action == UserAction::Forget;
            self.answer_forget(callback, forget);
            return Ok(());
        }
        let mut person = self.person(conversation.user)?;
        let beginning = self.onboarding_card(&person).is_some();
        let mut notice = None;
        match &action {
            UserAction::Accept => person.accepted = true,
            UserAction::Role(role) if self.content.find_role(role).is_some() => {
                person.role = Some(role.clone());
                notice = Some(self.content.text("toast.saved").to_owned());
            }
            UserAction::Access(option, on) => {
                let known = self
                    .access_question()
                    .is_some_and(|question| self.content.find_option(question, option).is_some());
                let access = person.access.get_or_insert_default();
                access.retain(|have| have != option);
                if *on && known {
                    access.push(option.clone());
                }
            }
            UserAction::AccessDone => {
                person.access.get_or_insert_default();
                notice = Some(self.content.text("toast.saved").to_owned());
            }
            _ => {}
        }
        self.writes.save_person(person.clone());
        self.answer_callback(callback, notice);

        let settles = !matches!(
            action,
            UserAction::NewCase | UserAction::Cases | UserAction::Privacy
        );
        if settles && let Some(case) = self.begun_on(conversation, message)? {
            // The second of two quick taps: the first case has begun on this message meanwhile, and
            // its card must not be overwritten.
            return self.show_present(conversation, case, message);
        }
        match action {
            UserAction::ChooseRole => {
                let card = role_card(self.content, conversation.user, self.role(&person));
                self.replace(conversation, message, card);
            }
            UserAction::ChooseAccess | UserAction::Access(..) => {
                if let Some((question, marks)) = self.access_marks(&person) {
                    let card = access_card(self.content, conversation.user, question, marks);
                    self.replace(conversation, message, card);
                }
            }
            UserAction::NewCase => match self.onboarding_card(&person) {
                Some(card) => self.send(conversation, None, card),
                None => self.begin_case(conversation, None, &person)?,
            },
            UserAction::Cases => self.list_cases(conversation, None)?,
            // Handled above: nothing may be kept because of them.
            UserAction::Forget | UserAction::DoNotForget => {}
            UserAction::Privacy => {
                let words = self.privacy();
                let card = crate::view::menu_card(self.content, conversation.user, &words, None);
                self.send(
                    conversation,
                    None,
                    Card {
                        keyboard: Vec::new(),
                        ..card
                    },
                );
            }
            UserAction::Accept | UserAction::Role(_) | UserAction::AccessDone => {
                match self.onboarding_card(&person) {
                    Some(card) => self.replace(conversation, message, card),
                    // The first card takes the place of the last one of the welcome.
                    None if beginning || self.first_case(conversation)? => {
                        self.begin_case(conversation, message, &person)?;
                    }
                    None => {
                        let card = self.settings_card(&person);
                        self.replace(conversation, message, card);
                    }
                }
            }
        }
        Ok(())
    }

    /// The case whose card a message has become.
    fn begun_on(
        &self,
        conversation: ConversationId,
        message: Option<MessageId>,
    ) -> Result<Option<CaseRecord>, Missing> {
        let mut cases = self.cases_of(conversation)?.into_iter();
        Ok(cases.find(|case| message.is_some() && case.card == message))
    }

    fn first_case(&mut self, conversation: ConversationId) -> Result<bool, Missing> {
        Ok(self.cases_of(conversation)?.is_empty())
    }
}
