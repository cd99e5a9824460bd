//! The working set of a batch: what its updates have read, and what they have changed, in memory.
//!
//! Handling an update is a pure function of the request and the room. What it asks for and is not
//! there is told as [`Missing`]; the unit of work reads it and the update is handled again from the
//! start. What an update changes goes into [`Changes`] of its own first, so that one that fails
//! leaves nothing behind.

use std::collections::HashMap;

use serde_json::Value;

use super::door::{DoorChanges, DoorRoom};
use super::{
    CaseId, CodeHash, Entry, GivenPlan, Judgement, KeptCase, KeptPlan, Member, NewCall, Person,
    Seat, Shown,
};

/// Most cases of a person in a chat that are looked at; older ones are still kept.
pub(super) const MOST_CASES: i64 = 100;

/// Something of the store that an update needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Wanted {
    /// A person's settings.
    Person(i64),
    /// A case by its number.
    Case(CaseId),
    /// A person's cases in a chat.
    CasesOf {
        /// The chat.
        chat: i64,
        /// The person.
        person: i64,
    },
    /// A number for a new case.
    Number,
    /// What is known of the plans of a case.
    PlansOf(CaseId),
    /// One plan with its messages.
    Plan {
        /// The case.
        case: CaseId,
        /// The plan's number.
        number: u32,
    },
    /// What is known of somebody in a group.
    Member {
        /// The group.
        chat: i64,
        /// The person.
        person: i64,
    },
    /// The case that a topic was opened for.
    CaseOfTopic {
        /// The chat.
        chat: i64,
        /// The topic.
        thread: i64,
    },
    /// How often a person has come.
    Visitor(i64),
    /// Whether a chat was let in.
    Admission(i64),
    /// An invitation, by the digest of its code.
    Invitation(CodeHash),
    /// A code that nobody can guess.
    Code,
    /// What was shown to a person last.
    Trail(i64),
    /// Everything that is kept of a person.
    Everything(i64),
}

/// What has to be read before an update can be handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Missing(pub Wanted);

/// What has been read, with what earlier updates of the batch have changed in it.
#[derive(Debug, Default)]
pub struct Room {
    people: HashMap<i64, Person>,
    cases: HashMap<CaseId, Option<KeptCase>>,
    /// The last touched first.
    lists: HashMap<(i64, i64), Vec<CaseId>>,
    numbers: Vec<CaseId>,
    changed_people: Vec<i64>,
    changed_cases: Vec<CaseId>,
    pub(super) plans: HashMap<CaseId, Vec<GivenPlan>>,
    pub(super) read_plans: HashMap<(CaseId, u32), Option<KeptPlan>>,
    /// Not yet written.
    pub(super) kept: NewlyKept,
    pub(super) members: HashMap<(i64, i64), Option<Member>>,
    pub(super) topics: HashMap<(i64, i64), Option<CaseId>>,
    pub(super) door: DoorRoom,
    /// Not yet written.
    pub(super) shown: Vec<Shown>,
    pub(super) trails: HashMap<i64, Vec<Entry>>,
    pub(super) everything: HashMap<i64, Value>,
}

/// What is written of plans, judgements and deletions; not every tap has them.
#[derive(Debug, Default)]
pub(super) struct NewlyKept {
    pub plans: Vec<KeptPlan>,
    pub judgements: Vec<Judgement>,
    pub deleted: Vec<CaseId>,
}

/// What one update changes, and what is owed because of it.
#[derive(Debug, Default)]
pub struct Changes {
    people: HashMap<i64, Person>,
    cases: HashMap<CaseId, KeptCase>,
    /// In the order in which they were touched.
    touched: Vec<CaseId>,
    numbers: usize,
    pub(super) kept: NewlyKept,
    pub(super) door: DoorChanges,
    pub(super) shown: Vec<Shown>,
    /// A person of whom nothing shall be kept, in any chat.
    pub forgotten: Option<i64>,
    /// A group that has become a supergroup: from, to.
    pub(super) moved: Option<(i64, i64)>,
    calls: Vec<NewCall>,
}

impl Changes {
    /// Adds what is owed because of it, in order.
    pub fn owe(&mut self, calls: impl IntoIterator<Item = NewCall>) {
        self.calls.extend(calls);
    }

    /// Moves everything of a group to the supergroup that it has become.
    pub fn move_chat(&mut self, from: i64, to: i64) {
        self.moved = Some((from, to));
    }

    /// Keeps a person's settings.
    pub fn save_person(&mut self, person: Person) {
        self.people.insert(person.user, person);
    }

    /// Keeps the present state of a case, as the one touched last.
    pub fn save_case(&mut self, case: &KeptCase) {
        self.touched.retain(|id| *id != case.id);
        self.touched.push(case.id);
        self.cases.insert(case.id, case.clone());
    }

    /// Deletes a case with its plans.
    pub fn delete_case(&mut self, id: CaseId) {
        self.touched.retain(|touched| *touched != id);
        self.cases.remove(&id);
        self.kept.plans.retain(|plan| plan.case != id);
        self.shown.retain(|shown| shown.case != Some(id));
        self.kept.deleted.push(id);
    }
}

impl Room {
    /// A person's settings; empty ones for somebody new.
    ///
    /// # Errors
    /// When they have not been read yet.
    pub fn person(&self, changes: &Changes, user: i64) -> Result<Person, Missing> {
        let kept = changes.people.get(&user).or_else(|| self.people.get(&user));
        kept.cloned().ok_or(Missing(Wanted::Person(user)))
    }

    /// A case by its number.
    ///
    /// # Errors
    /// When it has not been looked for yet.
    pub fn case(&self, changes: &Changes, id: CaseId) -> Result<Option<KeptCase>, Missing> {
        if changes.kept.deleted.contains(&id) {
            return Ok(None);
        }
        if let Some(case) = changes.cases.get(&id) {
            return Ok(Some(case.clone()));
        }
        let read = self.cases.get(&id).cloned();
        read.ok_or(Missing(Wanted::Case(id)))
    }

    /// A person's cases in a chat, the one touched last first.
    ///
    /// # Errors
    /// When they have not been read yet.
    pub fn cases_of(&self, changes: &Changes, seat: Seat) -> Result<Vec<KeptCase>, Missing> {
        let (chat, person) = (seat.chat, seat.person);
        let list = self.lists.get(&(chat, person));
        let list = list.ok_or(Missing(Wanted::CasesOf { chat, person }))?;
        let of_list = |case: &KeptCase| case.seat.chat == chat && case.seat.person == person;
        let touched = changes.touched.iter().rev();
        let mut cases: Vec<KeptCase> = touched
            .filter_map(|id| changes.cases.get(id))
            .filter(|case| of_list(case))
            .cloned()
            .collect();
        for id in list {
            if !changes.cases.contains_key(id)
                && let Some(case) = self.case(changes, *id)?
            {
                cases.push(case);
            }
        }
        Ok(cases)
    }

    /// The case of a conversation that was touched last and is not closed.
    ///
    /// # Errors
    /// When the person's cases have not been read yet.
    pub fn latest(&self, changes: &Changes, seat: Seat) -> Result<Option<KeptCase>, Missing> {
        let mut cases = self.cases_of(changes, seat)?.into_iter();
        Ok(cases.find(|case| !case.closed && case.seat.thread == seat.thread))
    }

    /// A new case.
    ///
    /// # Errors
    /// When no number was given out for it yet.
    pub fn new_case(
        &self,
        changes: &mut Changes,
        seat: Seat,
        now: i64,
    ) -> Result<KeptCase, Missing> {
        let number = self.numbers.get(changes.numbers);
        let number = number.ok_or(Missing(Wanted::Number))?;
        changes.numbers += 1;
        Ok(KeptCase::new(*number, seat, now))
    }

    /// Takes over what an update has changed. Its calls are handed back.
    pub(super) fn take(&mut self, changes: Changes) -> Vec<NewCall> {
        for (user, person) in changes.people {
            self.people.insert(user, person);
            self.changed_people.push(user);
        }
        for id in &changes.touched {
            let Some(case) = changes.cases.get(id) else {
                continue;
            };
            let key = (case.seat.chat, case.seat.person);
            if let Some(list) = self.lists.get_mut(&key) {
                list.retain(|known| known != id);
                list.insert(0, *id);
            }
        }
        for (id, case) in changes.cases {
            self.cases.insert(id, Some(case));
            self.changed_cases.push(id);
        }
        self.take_plans(changes.kept.plans);
        self.kept.judgements.extend(changes.kept.judgements);
        self.numbers.drain(..changes.numbers);
        self.door.take(changes.door);
        self.shown.extend(changes.shown);
        for id in changes.kept.deleted {
            self.cases.insert(id, None);
            self.drop_plans(id);
            self.shown.retain(|shown| shown.case != Some(id));
            self.kept.deleted.push(id);
        }
        // These are as they stand in the database; what was changed is not in them.
        self.trails.clear();
        self.everything.clear();
        changes.calls
    }

    /// What has been changed since this was last asked.
    pub(super) fn changed(&mut self) -> (Vec<&Person>, Vec<&KeptCase>) {
        fn once(mut ids: Vec<i64>) -> Vec<i64> {
            ids.sort_unstable();
            ids.dedup();
            ids
        }
        let people = once(std::mem::take(&mut self.changed_people));
        let cases = once(std::mem::take(&mut self.changed_cases));
        (
            people.iter().filter_map(|id| self.people.get(id)).collect(),
            cases
                .iter()
                .filter_map(|id| self.cases.get(id)?.as_ref())
                .collect(),
        )
    }

    /// Whether there is something to write that is not of every tap.
    pub(super) fn has_kept(&self) -> bool {
        !self.kept.plans.is_empty()
            || !self.kept.judgements.is_empty()
            || !self.kept.deleted.is_empty()
    }

    /// Whether there is something to write that no script writes.
    pub(super) fn has_rare(&self) -> bool {
        !self.shown.is_empty() || self.door.has_rare()
    }

    /// Keeps what most updates need, as it stands after a commit.
    pub(super) fn settle_down(&mut self) {
        self.cases.retain(|_, case| case.is_some());
        let people = std::mem::take(&mut self.people);
        let cases = std::mem::take(&mut self.cases);
        let door = self.door.settled_down();
        *self = Self {
            people,
            cases,
            door,
            ..Self::default()
        };
    }

    /// How many people, cases or visitors are known, whichever are most.
    pub(super) fn size(&self) -> usize {
        let known = self.cases.len().max(self.people.len());
        known.max(self.door.visitors())
    }

    /// Forgets cases that have changed behind the room's back.
    pub(super) fn forget_cases(&mut self, cases: impl Iterator<Item = CaseId>) {
        for id in cases {
            self.cases.remove(&id);
        }
    }

    /// What there is of it since this was last asked.
    pub(super) fn take_kept(&mut self) -> NewlyKept {
        std::mem::take(&mut self.kept)
    }

    /// Forgets what was read: it has been changed behind the room's back. Numbers given out stay.
    pub(super) fn clear(&mut self) {
        self.people.clear();
        self.cases.clear();
        self.lists.clear();
        self.plans.clear();
        self.read_plans.clear();
        self.topics.clear();
        self.members.clear();
        self.door.clear();
    }

    /// Whether something has been read.
    pub(super) fn has(&self, wanted: Wanted) -> bool {
        match wanted {
            Wanted::Person(user) => self.people.contains_key(&user),
            Wanted::Case(id) => self.cases.contains_key(&id),
            Wanted::CasesOf { chat, person } => self.lists.contains_key(&(chat, person)),
            // Asked for only where there are too few.
            Wanted::Number | Wanted::Code => false,
            Wanted::PlansOf(case) => self.plans.contains_key(&case),
            Wanted::Plan { case, number } => self.read_plans.contains_key(&(case, number)),
            Wanted::Member { chat, person } => self.members.contains_key(&(chat, person)),
            Wanted::CaseOfTopic { chat, thread } => self.topics.contains_key(&(chat, thread)),
            Wanted::Visitor(_) | Wanted::Admission(_) | Wanted::Invitation(_) => {
                self.door.has(wanted)
            }
            Wanted::Trail(person) => self.trails.contains_key(&person),
            Wanted::Everything(person) => self.everything.contains_key(&person),
        }
    }

    pub(super) fn add_person(&mut self, person: Person) {
        self.people.insert(person.user, person);
    }

    /// Of what was looked for and not found there is nothing.
    pub(super) fn nothing_else(&mut self, people: &[i64], cases: &[CaseId], visitors: &[i64]) {
        for user in people {
            let people = &mut self.people;
            people.entry(*user).or_insert_with(|| Person::new(*user));
        }
        for id in cases {
            self.add_case(*id, None);
        }
        self.door.no_other_visitors(visitors);
    }

    pub(super) fn add_case(&mut self, id: CaseId, case: Option<KeptCase>) {
        self.cases.entry(id).or_insert(case);
    }

    pub(super) fn add_list(&mut self, chat: i64, person: i64, cases: Vec<KeptCase>) {
        let ids = cases.iter().map(|case| case.id).collect();
        self.lists.insert((chat, person), ids);
        for case in cases {
            self.add_case(case.id, Some(case));
        }
    }

    pub(super) fn add_number(&mut self, number: CaseId) {
        self.numbers.push(number);
    }
}
