//! Before the first case: who is reading, by which the terms are accepted; and the settings.

use super::Ctx;
use super::access::plain_card;
use super::callback::Callback;
use super::intake::{CardTarget, is_waiting};
use crate::callback_data::UserAction;
use crate::telegram::request::Sender;
use crate::view::{Card, Html, access_card, role_card, settings_card, start_card};
use care_engine::case::{Answer, Case};
use care_engine::content::{OptionSet, QuestionIx};
use care_ids::{ConversationId, MessageId, UserId};
use care_store::{Person, StoredCase};

impl Ctx<'_> {
    /// What still has to be asked of a person before a case can begin.
    pub(super) fn onboarding_card(&self, person: &Person) -> Option<Card> {
        let ready = person.accepted && self.role(person).is_some();
        (!ready).then(|| start_card(self.content, person.user))
    }

    /// Asks who reads, and says that what was told of a case is kept until that is known.
    pub(super) fn ask_role_first(&mut self, sender: Sender) {
        let person = self.person(sender.conversation.user);
        let Some(card) = self.onboarding_card(&person) else {
            return;
        };
        let mut kept = Html::default();
        kept.text(self.content.text("start.kept"));
        let card = Card {
            html: format!("{}\n\n{}", kept.into_string(), card.html),
            ..card
        };
        self.send(sender.conversation, Some(sender.message), card);
    }

    pub(super) fn access_marks(&self, person: &Person) -> Option<(QuestionIx, OptionSet)> {
        let question = self.access_question()?;
        let known = person.access.iter().flatten();
        let marks = known
            .filter_map(|id| self.content.find_option(question, id))
            .collect();
        Some((question, marks))
    }

    pub(super) fn settings(&mut self, sender: Sender) {
        let person = self.person(sender.conversation.user);
        let card = self.settings_card(&person);
        self.send(sender.conversation, Some(sender.message), card);
    }

    fn settings_card(&self, person: &Person) -> Card {
        let access = person
            .access
            .as_ref()
            .and_then(|_| self.access_marks(person));
        settings_card(self.content, person.user, self.role(person), access)
    }

    /// A pressed button that belongs to a person.
    pub(super) fn on_user_button(&mut self, callback: Callback, action: UserAction) {
        let (conversation, message) = (callback.conversation, callback.message);
        if matches!(action, UserAction::Forget | UserAction::DoNotForget) {
            let forget = action == UserAction::Forget;
            self.answer_forget(callback, forget);
            return;
        }
        if let UserAction::Withdraw(withdrawal) = action {
            return self.withdraw(callback, withdrawal);
        }
        let mut person = self.person(conversation.user);
        let beginning = self.onboarding_card(&person).is_some();
        let saved = self.change_settings(&mut person, &action);
        self.session.save_person(person.clone());
        let notice = match action {
            UserAction::EmergencyOver => Some("toast.emergency_over"),
            _ => saved.then_some("toast.saved"),
        };
        let notice = notice.map(|key| self.content.text(key).to_owned());
        self.answer_callback(callback, notice);
        match action {
            UserAction::NewCase => match self.onboarding_card(&person) {
                Some(card) => self.send(conversation, None, card),
                None => self.begin_case(conversation, CardTarget::New, &person),
            },
            UserAction::Cases => self.list_cases(conversation, None),
            UserAction::Privacy | UserAction::Terms => {
                let words = match action {
                    UserAction::Privacy => self.privacy(),
                    _ => self.content.text("disclaimer.long").to_owned(),
                };
                self.send(conversation, None, plain_card(&words));
                // The question stands below what was read, too.
                if let Some(card) = self.onboarding_card(&person) {
                    self.remove_buttons(conversation, message);
                    self.send(conversation, None, card);
                }
            }
            UserAction::EmergencyOver => {
                self.remove_buttons(conversation, message);
                self.show_open(conversation);
            }
            // Handled above: nothing may be stored because of them.
            UserAction::Forget | UserAction::DoNotForget | UserAction::Withdraw(_) => {}
            setting => {
                // The second of two quick taps: the first case has begun on this message meanwhile, and
                // its card must not be overwritten.
                if let Some(case) = self.begun_on(conversation, message) {
                    return self.show_present(conversation, case, message);
                }
                self.show_setting((conversation, message), &person, &setting, beginning);
            }
        }
    }

    /// Changes what a button sets. Says whether that ends a choice.
    fn change_settings(&self, person: &mut Person, action: &UserAction) -> bool {
        match action {
            UserAction::Accept => {
                person.accepted = true;
                false
            }
            UserAction::Role(role) if self.content.find_role(role).is_some() => {
                person.role = Some(role.clone());
                // The start says that choosing accepts the terms.
                person.accepted = true;
                true
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
                false
            }
            UserAction::AccessDone => {
                person.access.get_or_insert_default();
                true
            }
            UserAction::EmergencyOver => {
                person.asked_in = None;
                false
            }
            _ => false,
        }
    }

    /// Shows what is open here once more: the question who reads, or the card of a case.
    fn show_open(&mut self, conversation: ConversationId) {
        let person = self.person(conversation.user);
        if let Some(card) = self.onboarding_card(&person) {
            return self.send(conversation, None, card);
        }
        if let Some(case) = self.latest(conversation).filter(|case| case.asking)
            && let Ok(read) = self.restored(&case)
        {
            self.show_again(conversation, case, read.intake);
        }
    }

    /// Keeps for the person what a case says about their local service.
    pub(super) fn keep_access(&mut self, user: UserId, case: &Case) {
        let Some(question) = self.access_question() else {
            return;
        };
        let Some(Answer::Several(marks)) = case.answer(question) else {
            return;
        };
        let ids = marks.iter();
        let ids: Vec<String> = ids
            .map(|option| self.content.option(question, option).id.clone())
            .collect();
        let mut person = self.person(user);
        if person.access.as_ref() != Some(&ids) {
            person.access = Some(ids);
            self.session.save_person(person);
        }
    }

    /// Shows what follows from a setting, in place of the message that was pressed on.
    fn show_setting(
        &mut self,
        (conversation, message): (ConversationId, Option<MessageId>),
        person: &Person,
        action: &UserAction,
        beginning: bool,
    ) {
        let user = conversation.user;
        let card = match action {
            UserAction::ChooseRole => role_card(self.content, user, self.role(person)),
            UserAction::ChooseAccess | UserAction::Access(..) => match self.access_marks(person) {
                Some((question, marks)) => access_card(self.content, user, question, marks),
                None => return,
            },
            _ => match self.onboarding_card(person) {
                Some(card) => card,
                // The first card takes the place of the last one of the welcome.
                None if beginning || self.first_case(conversation) => {
                    return self.begin_case(conversation, message.into(), person);
                }
                None => self.settings_card(person),
            },
        };
        self.replace(conversation, message, card);
    }

    /// The case whose card a message has become.
    fn begun_on(
        &self,
        conversation: ConversationId,
        message: Option<MessageId>,
    ) -> Option<StoredCase> {
        let mut cases = self.cases_of(conversation).into_iter();
        cases.find(|case| message.is_some() && case.card == message)
    }

    fn first_case(&mut self, conversation: ConversationId) -> bool {
        self.cases_of(conversation).iter().all(is_waiting)
    }
}
