//! [`Session`]: what was read for one request before it is handled, and what the request changes in it.

use std::collections::HashMap;

use care_ids::{CaseId, ChatId, ConversationId, UserId};

use crate::admissions::{Admission, Invitation};
use crate::audit_log::{AuditEntry, AuditSummary};
use crate::cases::{CaseCount, StoredCase};
use crate::loaded::Loaded;
use crate::people::{Member, Person};
use crate::plans::{PlanSummary, StoredPlan};
use crate::read_set::ReadSet;
use crate::write_set::WriteSet;

/// Most cases of a person in a chat that are looked at; older ones are still kept.
pub(crate) const MOST_LISTED: i64 = 100;
/// Most open cases of a chat that are looked at, those touched last.
pub(crate) const MOST_OPEN_HERE: i64 = 10;
/// Most entries of the audit log that are shown; older ones are in the export.
pub(crate) const MOST_SHOWN: i64 = 20;

/// What was read for one request, and what the request has changed in it.
#[derive(Debug, Default)]
pub struct Session {
    people: HashMap<UserId, Person>,
    cases: HashMap<CaseId, StoredCase>,
    /// The cases of the conversation, the one touched last first.
    listed: Vec<CaseId>,
    /// Those open in the chat and topic, whoever's, the one touched last first.
    open: Vec<CaseId>,
    /// The cases with a plan of others in that chat, the one touched last first.
    of_colleagues: Vec<StoredCase>,
    message: Option<CaseId>,
    topic: Option<CaseId>,
    plans: HashMap<CaseId, Vec<PlanSummary>>,
    plan: Option<StoredPlan>,
    member: Option<Member>,
    admissions: HashMap<ChatId, Admission>,
    invitations: Vec<Invitation>,
    new_case: Option<CaseId>,
    case_count: CaseCount,
    new_code: Option<String>,
    audit_log: Vec<AuditSummary>,
    opens_topic: bool,
    moved_from: Vec<ChatId>,
    moved_to: Option<ChatId>,
    read_set: ReadSet,
    writes: WriteSet,
}

impl Session {
    /// What is going to be read.
    pub(crate) fn of(read_set: ReadSet) -> Self {
        Self {
            read_set,
            ..Self::default()
        }
    }

    pub(crate) fn add(&mut self, loaded: Loaded) {
        match loaded {
            Loaded::Person(person) => {
                self.people.insert(person.user, person);
            }
            Loaded::Case(case) => {
                self.cases.insert(case.id, case);
            }
            Loaded::Listed(case) => {
                self.listed.push(case.id);
                self.cases.insert(case.id, case);
            }
            Loaded::Open(case) => {
                self.open.push(case.id);
                self.cases.insert(case.id, case);
            }
            Loaded::OfColleague(case) => self.of_colleagues.push(case),
            Loaded::OfMessage(case) => {
                self.message = Some(case.id);
                self.cases.insert(case.id, case);
            }
            Loaded::OfTopic(case) => {
                self.topic = Some(case.id);
                self.cases.insert(case.id, case);
            }
            Loaded::Plan(plan) => self.plans.entry(plan.case).or_default().push(plan.summary),
            Loaded::PlanMessage(of) => {
                let plans = self.plans.entry(of.case).or_default();
                let plan = plans.iter_mut().find(|plan| plan.number == of.number);
                plan.into_iter()
                    .for_each(|plan| plan.messages.push(of.message));
            }
            Loaded::WholePlan(plan) => self.plan = Some(plan),
            Loaded::Member(member) => self.member = Some(member),
            Loaded::Admission(admission) => {
                self.admissions.insert(admission.chat, admission);
            }
            Loaded::Invitation(invitation) => self.invitations.push(invitation),
            Loaded::CaseCount(count) => self.case_count = count,
            Loaded::OpensTopic => self.opens_topic = true,
            Loaded::Shown(entry) => self.audit_log.push(entry),
            Loaded::Move { from, to } => {
                self.moved_from.push(from);
                if Some(from) == self.read_set.moves {
                    self.moved_to = Some(to);
                }
            }
        }
    }

    pub(crate) fn give_new_case(&mut self, id: CaseId) {
        self.new_case = Some(id);
    }

    /// The id that was given out for a new case.
    pub(crate) fn new_case_id(&self) -> Option<CaseId> {
        self.new_case
    }

    pub(crate) fn give_new_code(&mut self, code: String) {
        self.new_code = Some(code);
    }

    /// The cases that were read.
    pub(crate) fn read_cases(&self) -> impl Iterator<Item = &StoredCase> {
        self.cases.values()
    }

    /// The chat whose admission is asked for under the number that its group had before.
    pub(crate) fn moved_admission(&self) -> Option<ChatId> {
        self.moved_to
            .filter(|_| !self.read_set.admissions.is_empty())
    }

    /// The people whose settings were read or are going to be.
    pub(crate) fn knows(&self, user: UserId) -> bool {
        self.read_set.person == Some(user) || self.people.contains_key(&user)
    }

    /// A person's settings; empty ones for somebody new.
    #[must_use]
    pub fn person(&self, user: UserId) -> Person {
        let person = self.people.get(&user).cloned();
        person.unwrap_or_else(|| Person::new(user))
    }

    /// A case by its id, if there is one and it was named.
    #[must_use]
    pub fn case(&self, id: CaseId) -> Option<StoredCase> {
        self.cases.get(&id).cloned()
    }

    /// A person's cases in the chat of the request, the one touched last first.
    #[must_use]
    pub fn cases_of(&self, conversation: ConversationId) -> Vec<StoredCase> {
        let listed = self.listed.iter().filter_map(|id| self.cases.get(id));
        let of = |case: &&StoredCase| {
            case.conversation.chat == conversation.chat
                && case.conversation.user == conversation.user
        };
        listed.filter(of).cloned().collect()
    }

    /// The open cases with a plan that others have in the chat of the request, the one touched last first.
    #[must_use]
    pub fn cases_of_colleagues(&self) -> &[StoredCase] {
        &self.of_colleagues
    }

    /// The case of a conversation that was touched last and is not closed.
    #[must_use]
    pub fn latest(&self, conversation: ConversationId) -> Option<StoredCase> {
        let mut cases = self.cases_of(conversation).into_iter();
        cases.find(|case| !case.closed && case.conversation.topic == conversation.topic)
    }

    /// The cases that are open in the chat and topic of the request, whoever's, the one touched last first.
    #[must_use]
    pub fn open_here(&self) -> Vec<StoredCase> {
        let open = self.open.iter().filter_map(|id| self.case(*id));
        open.filter(|case| !case.closed).collect()
    }

    /// The case that the message belongs to which the request answers.
    #[must_use]
    pub fn case_of_message(&self) -> Option<StoredCase> {
        self.message.and_then(|id| self.case(id))
    }

    /// The case that the topic of the request was opened for.
    #[must_use]
    pub fn case_of_topic(&self) -> Option<StoredCase> {
        self.topic.and_then(|id| self.case(id))
    }

    /// The plans of a case so far, in order, without their messages.
    #[must_use]
    pub fn plans_of(&self, case: CaseId) -> Vec<PlanSummary> {
        self.plans.get(&case).cloned().unwrap_or_default()
    }

    /// The plan that was asked for, with its messages.
    #[must_use]
    pub fn plan(&self, case: CaseId, number: u32) -> Option<StoredPlan> {
        let plan = self.plan.as_ref()?;
        (plan.case == case && plan.summary.number == number).then(|| plan.clone())
    }

    /// What is known of who asks in their group; nothing when Telegram was never asked.
    #[must_use]
    pub fn member(&self) -> Option<Member> {
        self.member
    }

    /// Whether a chat was let in.
    #[must_use]
    pub fn is_admitted(&self, chat: ChatId) -> bool {
        self.admissions.contains_key(&chat)
    }

    /// Everybody who was let in, if it was asked for.
    pub fn admissions(&self) -> impl Iterator<Item = &Admission> {
        self.admissions.values()
    }

    /// Invitations: the one that was named, or all of them.
    #[must_use]
    pub fn invitations(&self) -> &[Invitation] {
        &self.invitations
    }

    /// How many cases the person has.
    #[must_use]
    pub fn case_count(&self) -> CaseCount {
        self.case_count
    }

    /// Whether a topic is on its way for the case that was named.
    #[must_use]
    pub fn opens_topic(&self) -> bool {
        self.opens_topic
    }

    /// What was shown to the person last, the newest first.
    #[must_use]
    pub fn audit_log(&self) -> &[AuditSummary] {
        &self.audit_log
    }

    /// The supergroup that the group of the request has become.
    #[must_use]
    pub fn moved_to(&self) -> Option<ChatId> {
        self.moved_to
    }

    /// The groups that the chat of the request was before.
    #[must_use]
    pub fn moved_from(&self) -> &[ChatId] {
        &self.moved_from
    }

    /// A new case. Nothing when no id was given out for one, or it was used.
    pub fn new_case(
        &mut self,
        conversation: ConversationId,
        content_topic: &str,
        now: i64,
    ) -> Option<StoredCase> {
        let id = self.new_case.take()?;
        let names = (id, self.case_count.next_number);
        Some(StoredCase::new(names, conversation, content_topic, now))
    }

    /// A code that nobody can guess. Nothing when none was drawn, or it was used.
    pub fn new_code(&mut self) -> Option<String> {
        self.new_code.take()
    }

    /// Keeps what has changed of a person: their settings, and what they asked about no case, each by itself.
    pub fn save_person(&mut self, person: Person) {
        let before = self.person(person.user);
        let keep = |list: &mut Vec<Person>| {
            list.retain(|known| known.user != person.user);
            list.push(person.clone());
        };
        if person.asked_in != before.asked_in {
            keep(&mut self.writes.asked);
        }
        let asked_in = person.asked_in.clone();
        if person != (Person { asked_in, ..before }) {
            keep(&mut self.writes.people);
        }
        self.people.insert(person.user, person);
    }

    /// Keeps the present state of a case, as the one touched last.
    pub fn save_case(&mut self, case: &StoredCase) {
        self.writes.cases.retain(|known| known.id != case.id);
        self.writes.cases.push(case.clone());
        self.listed.retain(|known| *known != case.id);
        self.listed.insert(0, case.id);
        self.cases.insert(case.id, case.clone());
    }

    /// Deletes a case with all that belongs to it.
    pub fn delete_case(&mut self, id: CaseId) {
        self.writes.cases.retain(|known| known.id != id);
        self.writes.plans.retain(|plan| plan.case != id);
        self.writes.shown.retain(|shown| shown.case != Some(id));
        self.writes.deleted_cases.push(id);
        self.listed.retain(|known| *known != id);
        self.open.retain(|known| *known != id);
        self.cases.remove(&id);
        self.plans.remove(&id);
    }

    /// Keeps a plan that is given.
    pub fn save_plan(&mut self, plan: StoredPlan) {
        let plans = self.plans.entry(plan.case).or_default();
        plans.push(plan.summary.clone());
        self.writes.plans.push(plan);
    }

    /// Notes that the last plan of a case is given once more.
    pub fn give_plan_again(&mut self, case: CaseId, number: u32) {
        self.writes.plans_given_again.push((case, number));
    }

    /// Notes that something was shown to a person.
    pub fn show(&mut self, shown: AuditEntry) {
        self.writes.shown.push(shown);
    }

    /// Lets a chat in no longer.
    pub fn dismiss(&mut self, chat: ChatId) {
        self.admissions.remove(&chat);
        self.writes.dismissed.push(chat);
    }

    /// Withdraws an invitation, by the beginning of its digest.
    pub fn withdraw(&mut self, short: &str) {
        let (withdrawn, left) = std::mem::take(&mut self.invitations)
            .into_iter()
            .partition(|invitation| invitation.code.short() == short);
        self.invitations = left;
        let withdrawn: Vec<Invitation> = withdrawn;
        let codes = withdrawn.into_iter().map(|invitation| invitation.code);
        self.writes.redeemed.extend(codes);
    }

    /// What else the request changes.
    pub fn writes(&mut self) -> &mut WriteSet {
        &mut self.writes
    }

    /// Everything that the request changes.
    #[must_use]
    pub fn into_writes(self) -> WriteSet {
        self.writes
    }
}
