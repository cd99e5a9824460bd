//! A message, with what it is answered from.

use super::facts;
use super::notes;
use super::reply::{Answer, Reason, Reply};
use super::topic::Topic;
use crate::reading::Reading;
use care_engine::case::{Answer as CaseAnswer, Case};
use care_engine::content::{ActIx, Content, EmergencyIx, OptionSet, RoleIx};

/// A message, with what it is answered from.
#[derive(Debug, Clone, Copy)]
pub struct Turn<'a> {
    /// As it was typed.
    pub text: &'a str,
    /// The case in whose thread it stands.
    pub case: Option<&'a Case>,
    /// What was told of it before and its answers do not say: red flags that are not yet answered for, and what
    /// closes something. Nothing that they forbid is offered meanwhile.
    pub told: Option<&'a Case>,
    /// What the last answered question of the thread was about.
    pub topic: Option<&'a Topic>,
    /// An emergency that was told here before and is not said to be over. Nothing but danger is answered meanwhile.
    pub emergency: Option<EmergencyIx>,
    /// Who reads the answer.
    pub role: Option<RoleIx>,
    /// Seconds since 1970: a topic grows old.
    pub now: i64,
}

impl<'a> Turn<'a> {
    /// A message about no case, with nothing before it.
    pub fn of(text: &'a str) -> Self {
        Self {
            text,
            case: None,
            told: None,
            topic: None,
            emergency: None,
            role: None,
            now: 0,
        }
    }
}

impl Turn<'_> {
    /// The reply to what is said to the bot: thanks and the like change no subject.
    pub(super) fn acted(&self, content: &Content, act: ActIx) -> Reply {
        let mut reply = Reply {
            topic: self.topic.cloned(),
            told: self.told.cloned().unwrap_or_default(),
            ..Reply::of(Answer::declined(Reason::Act(act)))
        };
        self.remind(content, &mut reply);
        reply
    }

    /// The reply while an emergency that was told before stands; none where there is none.
    pub(super) fn stopped(&self, content: &Content) -> Option<Reply> {
        let standing = self.emergency?;
        Some(Reply {
            standing: Some(standing),
            topic: self.topic.cloned(),
            pending: self.flags(content),
            told: self.told.cloned().unwrap_or_default(),
            ..Reply::of(Answer::declined(Reason::Emergency(standing)))
        })
    }

    /// Puts the red flags that wait for the screen, and what is urgent about them, before every answer.
    pub(super) fn remind(&self, content: &Content, reply: &mut Reply) {
        reply.pending = self.flags(content);
        // A course that was said to be finished is not to be stopped.
        let case = self
            .case
            .map(|case| facts::answered_by(content, case, &reply.told));
        let urgent = notes::reminder(content, case.as_ref(), reply.pending, self.role);
        reply.remind(urgent);
    }

    /// The red flags that were told before.
    pub(super) fn flags(&self, content: &Content) -> OptionSet {
        self.told.map_or_else(OptionSet::default, |told| {
            facts::marks(told, content.topic.red_flags)
        })
    }

    /// The case with what the message says of it where it has no answer: a course that is said to be finished is not
    /// to be stopped.
    pub(super) fn as_told(&self, reading: &Reading) -> Case {
        let mut case = self.case.cloned().unwrap_or_default();
        for read in &reading.answers {
            if case.answer(read.question).is_none() {
                case.set(read.question, Some(read.answer));
            }
        }
        case
    }

    /// What was told before, with these red flags and what else the message says of the case that is not recorded:
    /// it is shown again when the screen is answered.
    pub(super) fn with_flags(
        &self,
        content: &Content,
        flags: OptionSet,
        reading: &Reading,
    ) -> Case {
        let mut told = self.told.cloned().unwrap_or_default();
        if let Some(case) = self.case {
            // What is told of a question joins what was told of it before.
            for (question, answer, _) in facts::said(content, &told, reading) {
                let said = facts::with_recorded(content, case, question, answer);
                if case.answer(question) != Some(said) {
                    told.set(question, Some(answer));
                }
            }
        }
        let all = self.flags(content).iter().chain(flags.iter()).collect();
        told.set(content.topic.red_flags, Some(CaseAnswer::Several(all)));
        told
    }
}
