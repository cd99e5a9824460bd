//! Questions after the plan: which case they are about, and the answer in its thread.

use super::intake::{CardTarget, is_waiting};
use super::thread::{self, Thread};
use super::{Ctx, MetricsEvent};
use crate::callback_data::{CallbackData, UserAction};
use crate::telegram::request::Sender;
use crate::view::{
    Button, Card, Keyboard, change_buttons, feedback_row, menu_card, owner_html, reply_html,
    unasked_buttons,
};
use care_engine::case::{Answer, Case};
use care_engine::content::{Content, Depth, IntentIx, OptionSet};
use care_engine::intake::{Intake, Place};
use care_engine::plan::Plan;
use care_ids::{CaseId, ConversationId, MessageId, UserId};
use care_language::qa::{Reason, Reply, Turn, offered};
use care_store::{Person, ShownKind, StoredCase};

/// Most questions that are remembered of a case: enough to offer none twice.
const MOST_REMEMBERED: usize = 40;
/// Most questions offered under a reply.
const MOST_OFFERED: usize = 3;

impl Ctx<'_> {
    /// The case that the message belongs to which a text answers.
    pub(super) fn case_under(&self, conversation: ConversationId) -> Option<StoredCase> {
        let case = self.session.case_of_message()?;
        (case.conversation.chat == conversation.chat).then_some(case)
    }

    /// A typed question about a case, or about none. An emergency is answered whatever the cases are.
    pub(super) fn question(&mut self, sender: Sender, text: &str, about: Option<StoredCase>) {
        if self.answers.is_emergency(text) {
            return self.reply_about(sender, text, None);
        }
        let open = self.planned(sender.conversation);
        let about = match about {
            Some(case) => Some(case),
            None if open.len() > 1 && open.first().is_some_and(is_new_thread) => {
                return self.ask_which_case(sender, text, &open);
            }
            None => open.into_iter().next(),
        };
        if let Some(case) = &about
            && let Ok(read) = self.restored(case)
            && self.is_outdated(case, &read)
        {
            // Only danger is answered before the answers are whole again.
            if self.answers.tells_flag(self.content, text) {
                self.reply_about(sender, text, Some(case.clone()));
            }
            // With what the answer has left in its thread.
            let mut case = self.session.case(case.id).unwrap_or_else(|| case.clone());
            let on = CardTarget::Reply(sender.message);
            return self.present_card(sender.conversation, &mut case, read.intake, on);
        }
        self.reply_about(sender, text, about)
    }

    /// The answer to a typed question about this case or about none; no other case is looked for.
    pub(super) fn reply_about(&mut self, sender: Sender, text: &str, about: Option<StoredCase>) {
        // In a group a colleague's "my patient" is another than the one whose case is open.
        let is_own = |case: &StoredCase| {
            let reader = self.answers.reader();
            case.conversation.user == sender.conversation.user
                || !reader.speaks_of_own_patient(self.content, text)
        };
        let about = about.filter(is_own);
        let reply = self.reply_to(sender.conversation, text, None, about.as_ref());
        self.send_reply(sender.conversation, Some(sender.message), about, &reply)
    }

    /// A question of a button.
    pub(super) fn question_of(
        &mut self,
        conversation: ConversationId,
        message: Option<MessageId>,
        about: Option<StoredCase>,
        asked: IntentIx,
    ) {
        let way = self.content.intent(asked).examples.first().cloned();
        let text = way.unwrap_or_default();
        let reply = self.reply_to(conversation, &text, Some(asked), about.as_ref());
        self.send_reply(conversation, message, about, &reply)
    }

    /// The reply to what was typed, or to what stands on a button.
    pub(super) fn reply_to(
        &mut self,
        conversation: ConversationId,
        text: &str,
        asked: Option<IntentIx>,
        about: Option<&StoredCase>,
    ) -> Reply {
        let person = self.person(conversation.user);
        let intake = about.and_then(|case| Some(self.restored(case).ok()?.intake));
        let unread = intake.as_ref().is_some_and(|intake| intake.unread);
        let case = intake.map(|intake| with_waiting(self.content, &intake));
        let thread = match about {
            Some(case) => Thread::of_case(self.content, case),
            None => self.thread_without_case(&person, conversation),
        };
        let turn = Turn {
            text,
            case: case.as_ref(),
            told: Some(&thread.told),
            topic: thread.topic.as_ref(),
            emergency: thread::standing(self.content, &person, conversation, self.now),
            role: self.role(&person),
            now: self.now,
        };
        let mut reply = match asked {
            Some(asked) => self.answers.answer_to(self.content, asked, &turn),
            None => self.answers.reply(self.content, &turn),
        };
        if unread {
            reply.reckon_without_unread(self.content);
        }
        reply
    }

    /// Red flags that were read from a text of a case: they are named, with what is urgent.
    pub(super) fn tell_flags(&mut self, sender: Sender, case: &StoredCase, flags: OptionSet) {
        let Ok(read) = self.restored(case) else {
            return;
        };
        let role = self.role(&self.person(sender.conversation.user));
        let answers = Some(&read.intake.case);
        let mut reply = self.answers.flags_told(self.content, answers, flags, role);
        let waiting = thread::told_flags(self.content, case);
        let all = waiting.iter().chain(flags.iter()).collect();
        reply.told = Thread::of_case(self.content, case).told;
        let screen = self.content.topic.red_flags;
        reply.told.set(screen, Some(Answer::Several(all)));
        let about = Some(case.clone());
        self.send_reply(sender.conversation, Some(sender.message), about, &reply)
    }

    /// What was said here about no case. The red flags of a case that waits until it is known who reads count.
    fn thread_without_case(&self, person: &Person, conversation: ConversationId) -> Thread {
        let mut thread = Thread::of_person(self.content, person, conversation);
        if let Some(case) = self.latest(conversation).filter(is_waiting) {
            thread.told = Thread::of_case(self.content, &case).told;
        }
        thread
    }

    /// Sends the reply, and remembers what was asked and what it was about by their ids.
    pub(super) fn send_reply(
        &mut self,
        conversation: ConversationId,
        reply_to: Option<MessageId>,
        about: Option<StoredCase>,
        reply: &Reply,
    ) {
        if let (false, Some(message)) = (reply.identifiers.is_empty(), reply_to) {
            self.delete_message(conversation, message);
        }
        let reason = reply.reason();
        self.events.push(MetricsEvent::Answer(reason.id()));
        // Lines of the plan are shown before statements; a script is read in place of them.
        let mut ids: Vec<String> = Vec::new();
        for answer in &reply.answers {
            let notes = answer.notes.iter().chain(&answer.script);
            ids.extend(notes.map(|note| note.id.clone()));
            if answer.script.is_empty() {
                let found = answer.statements.iter();
                ids.extend(found.map(|found| self.content.statement(found.statement).id.clone()));
            }
        }
        let kind = if reason == Reason::Answered {
            ShownKind::Answer
        } else {
            ids.insert(0, reason.id().to_owned());
            ShownKind::Declined
        };
        let case = about.as_ref().map(|case| case.id);
        self.audit(conversation, case, kind, ids, None);
        let label = about.as_ref().map(|case| self.label_of(case));
        let mut html = reply_html(self.content, reply, label.as_deref());
        let owner = about.as_ref().map(|case| case.conversation.user);
        if let Some(owner) = owner.filter(|owner| *owner != conversation.user)
            && (!reply.flags().is_empty() || !reply.pending.is_empty())
        {
            // Telegram tells a person who is linked to.
            html.push_str(&owner_html(self.content, owner));
        }
        let keyboard = self.keyboard_under(conversation, about.as_ref(), reply);
        if let Some(mut case) = about {
            let asked = reply.answers.iter().filter_map(|answer| answer.asked);
            for id in asked.map(|asked| &self.content.intent(asked).id) {
                case.asked.retain(|known| known != id);
                case.asked.push(id.clone());
            }
            let over = case.asked.len().saturating_sub(MOST_REMEMBERED);
            case.asked.drain(..over);
            thread::keep_of_case(self.content, &mut case, reply);
            self.session.save_case(&case);
        } else {
            let mut person = self.person(conversation.user);
            if thread::keep_of_person(self.content, &mut person, conversation, reply, self.now) {
                self.session.save_person(person);
            }
        }
        self.send_about(conversation, reply_to, Card { html, keyboard }, case);
    }

    /// What can be tapped under a reply: the answers that it would change, the screen, other readings.
    fn keyboard_under(
        &self,
        conversation: ConversationId,
        about: Option<&StoredCase>,
        reply: &Reply,
    ) -> Keyboard {
        let case = about.map(|case| case.id);
        let known = about.map_or(&[][..], |case| &case.asked);
        let suggested = reply.answers.iter().flat_map(|answer| &answer.suggestions);
        let intake = about.and_then(|case| Some(self.restored(case).ok()?.intake));
        let mut keyboard = match (case, intake) {
            (Some(case), Some(intake)) => {
                let mut rows = change_buttons(self.content, case, &intake, &reply.new_facts);
                rows.extend(unasked_buttons(self.content, case, &intake, reply));
                rows
            }
            _ => Vec::new(),
        };
        // What was just asked is not offered again.
        let asked: Vec<IntentIx> = reply.answers.iter().filter_map(|one| one.asked).collect();
        let suggested = suggested.copied().filter(|one| !asked.contains(one));
        let suggested = suggested.take(MOST_OFFERED);
        keyboard.extend(self.questions(conversation.user, case, suggested, known));
        let told = !reply.flags().is_empty() || !reply.pending.is_empty();
        if let (true, Some(case)) = (told && reply.emergency().is_none(), case) {
            // Nothing else is offered until the screen is answered.
            keyboard = self.to_the_screen(case);
        }
        if about.is_none() && !reply.flags().is_empty() {
            keyboard = self.to_the_screens(conversation);
        }
        let reason = reply.reason();
        let needs_menu = matches!(
            reason,
            Reason::OutOfScope
                | Reason::Clarify
                | Reason::RedFlag(_)
                | Reason::Dose
                | Reason::Image
                | Reason::NotUsed
                | Reason::NoReviewedAnswer(_)
                | Reason::SmallTalk(_)
                | Reason::Act(_)
                | Reason::Identifier
        );
        if keyboard.is_empty() && (needs_menu || (about.is_none() && reason == Reason::Answered)) {
            keyboard = menu_card(self.content, conversation.user, "", None).keyboard;
        }
        if reply.emergency().is_some() || reply.standing.is_some() {
            let label = self.content.text("button.emergency_over");
            let over = UserAction::EmergencyOver;
            keyboard.push(vec![Button::user(label, conversation.user, over)]);
        }
        let feedback = match reply.answers.as_slice() {
            [answer] => feedback_row(self.content, case, answer),
            _ => Vec::new(),
        };
        if !feedback.is_empty() {
            keyboard.push(feedback);
        }
        keyboard
    }

    /// Several cases are open: which one is meant?
    pub(super) fn ask_which_case(&mut self, sender: Sender, text: &str, open: &[StoredCase]) {
        let reply = self.reply_to(sender.conversation, text, None, None);
        if !reply.flags().is_empty()
            && sender.conversation.is_private()
            && let Some(newest) = open.first()
        {
            // It may well be the case whose plan came last: nothing of that one goes on until its screen is answered.
            let mut newest = newest.clone();
            // What was told of it before waits too.
            thread::add_flags(self.content, &mut newest, reply.flags());
            self.session.save_case(&newest);
        }
        let told = self.told_of_any(sender.conversation, text, open);
        if !told.is_empty() {
            let card = Card {
                html: self.content.text("answer.which").to_owned(),
                keyboard: told,
            };
            return self.send(sender.conversation, Some(sender.message), card);
        }
        let first = reply.answers.first();
        let answered = first.filter(|answer| answer.reason == Reason::Answered);
        let Some(asked) = answered.and_then(|answer| answer.asked) else {
            return self.send_reply(sender.conversation, Some(sender.message), None, &reply);
        };
        let rows = open.iter().map(|case| {
            let data = CallbackData::Ask {
                case: Some(case.id),
                asked,
            };
            vec![Button::new(self.label_of(case), data)]
        });
        let general = Button::new(
            self.content.text("button.no_case"),
            CallbackData::Ask { case: None, asked },
        );
        let card = Card {
            html: self.content.text("answer.which").to_owned(),
            keyboard: rows.chain([vec![general]]).collect(),
        };
        self.send(sender.conversation, Some(sender.message), card);
    }

    /// For each of several cases the taps that would record what a text tells and asks nothing of: the text itself is
    /// not kept until one is chosen.
    fn told_of_any(
        &mut self,
        conversation: ConversationId,
        text: &str,
        open: &[StoredCase],
    ) -> Keyboard {
        if self.answers.reader().is_question(self.content, text) {
            return Keyboard::new();
        }
        let mut rows = Keyboard::new();
        for case in open.iter().take(MOST_OFFERED) {
            let mut reply = self.reply_to(conversation, text, None, Some(case));
            reply.new_facts.retain(|fact| !fact.earlier);
            let Ok(read) = self.restored(case) else {
                continue;
            };
            let label = self.label_of(case);
            let buttons = change_buttons(self.content, case.id, &read.intake, &reply.new_facts);
            rows.extend(buttons.into_iter().flatten().map(|button| {
                let label = format!("{label}: {}", button.label);
                vec![Button { label, ..button }]
            }));
        }
        rows
    }

    /// The cases of a conversation that have their plan and are open, the one touched last first.
    pub(super) fn planned(&self, conversation: ConversationId) -> Vec<StoredCase> {
        let mut cases = self.cases_of(conversation);
        cases.retain(|case| {
            let planned = self
                .restored(case)
                .is_ok_and(|read| read.intake.place == Place::Planned);
            planned && !case.closed && case.conversation.topic == conversation.topic
        });
        cases
    }

    /// The questions offered under a plan.
    pub(super) fn offered(&self, kept: &StoredCase, case: &Case, made: &Plan) -> Keyboard {
        let reader = kept.conversation.user;
        let offered = offered(self.content, case, made).into_iter();
        self.questions(reader, Some(kept.id), offered, &kept.asked)
    }

    /// A button for each question that was not asked yet. Who reads plain language is offered none: the questions
    /// of the content are worded by clinicians, and so are their answers.
    fn questions(
        &self,
        reader: UserId,
        case: Option<CaseId>,
        asked: impl Iterator<Item = IntentIx>,
        known: &[String],
    ) -> Keyboard {
        let role = self.role(&self.person(reader));
        if role.is_some_and(|role| self.content.role(role).depth == Depth::Plain) {
            return Keyboard::new();
        }
        asked
            .map(|place| (place, self.content.intent(place)))
            .filter(|(_, asked)| !known.contains(&asked.id))
            .filter_map(|(place, asked)| {
                let data = CallbackData::Ask { case, asked: place };
                Some(vec![Button::new(asked.examples.first()?, data)])
            })
            .collect()
    }
}

/// The answers of a case, with those that were read and wait for their question: what they forbid is forbidden now.
fn with_waiting(content: &Content, intake: &Intake) -> Case {
    let mut case = intake.case.clone();
    // After a plan only a tap answers. Who reads plain language is not asked for much of what forbids something, a
    // pregnancy or a blood thinner: that they told it counts there too.
    if intake.plans > 0 && content.plain_reader(&case).is_none() {
        return case;
    }
    for question in intake.unasked.answered(content) {
        case.set(question, intake.recorded(question));
    }
    case
}

/// Whether nothing was asked in the thread of a case yet.
fn is_new_thread(case: &StoredCase) -> bool {
    case.asked.is_empty() && case.subject.is_none()
}
