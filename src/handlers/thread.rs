//! What a thread remembers beside the answers of its case: the subject that the next question may lean on, and what
//! was told of the case and is not recorded, red flags among it. All of it is kept as ids of the content.

use care_engine::case::{Answer, Case};
use care_engine::content::{Content, EmergencyIx, OptionSet, QuestionIx};
use care_engine::intake::{Event, Intake, ReadAnswers, is_risk};
use care_ids::ConversationId;
use care_language::qa::{Reply, Topic};
use care_store::{AskedIn, Person, StoredCase, Subject};
use serde_json::{Map, Value};

/// What a thread remembers.
#[derive(Debug, Default)]
pub(super) struct Thread {
    /// What the last answered question was about.
    pub(super) topic: Option<Topic>,
    /// What was told of the case and its answers do not say.
    pub(super) told: Case,
}

impl Thread {
    /// The thread of a case.
    pub(super) fn of_case(content: &Content, case: &StoredCase) -> Self {
        Self {
            topic: case.subject.as_ref().map(|subject| topic(content, subject)),
            told: told(content, case),
        }
    }

    /// What a person asked last in this chat and topic of it, about no case.
    pub(super) fn of_person(
        content: &Content,
        person: &Person,
        conversation: ConversationId,
    ) -> Self {
        let asked = person.asked_in.as_ref();
        let here = asked
            .filter(|asked| asked.chat == conversation.chat && asked.topic == conversation.topic);
        Self {
            topic: here.map(|asked| topic(content, &asked.subject)),
            told: Case::default(),
        }
    }
}

/// The emergency that a person told in this chat and topic of it, and that is not said to be over.
pub(super) fn standing(
    content: &Content,
    person: &Person,
    conversation: ConversationId,
    now: i64,
) -> Option<EmergencyIx> {
    let thread = Thread::of_person(content, person, conversation);
    thread.topic?.emergency(now)
}

/// Nothing told, as it is kept.
const NOTHING: &str = "{}";

/// Whether anything was told in the thread of a case that is not recorded.
pub(super) fn was_told(case: &StoredCase) -> bool {
    case.told != NOTHING
}

/// What was told in the thread of a case and is not recorded; what the content no longer has is left out.
fn told(content: &Content, case: &StoredCase) -> Case {
    let kept: Map<String, Value> = serde_json::from_str(&case.told).unwrap_or_default();
    let mut told = Case::default();
    for entry in kept {
        let one = Value::Object(Map::from_iter([entry]));
        let Ok(one) = Case::from_json(content, &one) else {
            continue;
        };
        for question in content.question_places() {
            if let Some(answer) = one.answer(question) {
                told.set(question, Some(answer));
            }
        }
    }
    told
}

fn keep_told(content: &Content, case: &mut StoredCase, told: &Case) {
    case.told = Value::Object(told.to_json(content)).to_string();
}

/// The red flags that were told in the thread of a case and not answered for.
pub(super) fn told_flags(content: &Content, case: &StoredCase) -> OptionSet {
    match told(content, case).answer(content.topic.red_flags) {
        Some(Answer::Several(flags)) => flags,
        _ => OptionSet::default(),
    }
}

/// Keeps red flags beside those that were told of a case before, and says all of them.
pub(super) fn add_flags(content: &Content, case: &mut StoredCase, flags: OptionSet) -> OptionSet {
    let before = told_flags(content, case);
    let all = before.iter().chain(flags.iter()).collect();
    keep_flags(content, case, all);
    all
}

/// Keeps these red flags in place of those that were told before.
pub(super) fn keep_flags(content: &Content, case: &mut StoredCase, flags: OptionSet) {
    let mut told = told(content, case);
    let answer = (!flags.is_empty()).then_some(Answer::Several(flags));
    told.set(content.topic.red_flags, answer);
    keep_told(content, case, &told);
}

/// Keeps what a text told of a case beside what was told of it before, as far as its answers do not say it.
pub(super) fn tell(content: &Content, case: &mut StoredCase, read: &ReadAnswers, recorded: &Case) {
    let mut told = told(content, case);
    for (question, answer) in &read.answers {
        let all = match (told.answer(*question), *answer) {
            (Some(Answer::Several(before)), Answer::Several(now)) => {
                Answer::Several(before.iter().chain(now.iter()).collect())
            }
            (_, now) => now,
        };
        if recorded.answer(*question) != Some(all) {
            told.set(*question, Some(all));
        }
    }
    keep_told(content, case, &told);
    if !read.flags.is_empty() {
        add_flags(content, case, read.flags);
    }
}

/// Keeps what a reply leaves in the thread of a case.
pub(super) fn keep_of_case(content: &Content, case: &mut StoredCase, reply: &Reply) {
    case.subject = reply.topic.as_ref().map(|topic| subject(content, topic));
    keep_told(content, case, &reply.told);
}

/// Keeps what a text that was read into a case tells of beside its answers, for a question that leans on it.
pub(super) fn recall(case: &mut StoredCase, content: &Content, topic: Option<&Topic>) {
    if let Some(topic) = topic {
        case.subject = Some(subject(content, topic));
    }
}

/// Keeps the subject of a reply about no case. Says whether that is anything new.
pub(super) fn keep_of_person(
    content: &Content,
    person: &mut Person,
    conversation: ConversationId,
    reply: &Reply,
    now: i64,
) -> bool {
    // An emergency stands, wherever else something is asked.
    let kept = person.asked_in.as_ref();
    let standing = kept.and_then(|asked| topic(content, &asked.subject).emergency(now));
    if standing.is_some() && reply.emergency().is_none_or(|_| reply.standing.is_some()) {
        return false;
    }
    let asked_in = reply.topic.as_ref().map(|topic| AskedIn {
        chat: conversation.chat,
        topic: conversation.topic,
        subject: subject(content, topic),
    });
    // A decline here clears nothing that was asked elsewhere.
    let elsewhere =
        |asked: &AskedIn| asked.chat != conversation.chat || asked.topic != conversation.topic;
    if asked_in == person.asked_in
        || asked_in.is_none() && person.asked_in.as_ref().is_some_and(elsewhere)
    {
        return false;
    }
    person.asked_in = asked_in;
    true
}

/// Forgets what was told where a step answered the question, or began the case again. The red flags stay until
/// the screen is done.
pub(super) fn forget_answered(
    content: &Content,
    case: &mut StoredCase,
    (before, event, after): (&Intake, &Event, &Intake),
) {
    if *event == Event::StartOver {
        case.told = NOTHING.to_owned();
        return;
    }
    let left = before
        .asking()
        .filter(|question| after.asking() != Some(*question));
    if let (Event::Done(_) | Event::Choose(..) | Event::Mark(..) | Event::Type(_), Some(question)) =
        (event, left)
        && after.case.answer(question).is_some()
    {
        answered(content, case, question);
    }
}

/// Forgets what was told of one question: it was answered.
pub(super) fn answered(content: &Content, case: &mut StoredCase, question: QuestionIx) {
    let mut told = told(content, case);
    told.set(question, None);
    keep_told(content, case, &told);
}

/// Forgets what was told and is recorded now, or was answered otherwise. The red flags are left to the screen.
pub(super) fn recorded(content: &Content, case: &mut StoredCase, before: &Case, after: &Case) {
    let mut told = told(content, case);
    for question in content.question_places() {
        let (was, is) = (before.answer(question), after.answer(question));
        if question == content.topic.red_flags || was == is {
            continue;
        }
        let left = match (told.answer(question), is) {
            (Some(Answer::Several(told)), Some(Answer::Several(is))) => {
                let left = told.iter().filter(|mark| !is.has(*mark));
                Some(Answer::Several(left.collect()))
            }
            _ => None,
        };
        told.set(question, left);
    }
    keep_told(content, case, &told);
}

/// Keeps as told what a review had recorded of red flags and risks and the answers before it do not say.
pub(super) fn keep_of_review(content: &Content, case: &mut StoredCase, left: &Case, back: &Case) {
    let mut told = told(content, case);
    let guarded =
        |place: &QuestionIx| *place == content.topic.red_flags || is_risk(content, *place);
    for place in content.question_places().filter(guarded) {
        let known = back.answer(place);
        match left.answer(place) {
            Some(Answer::Several(marks)) => {
                let has = |answer, option| matches!(answer, Some(Answer::Several(set)) if set.has(option));
                let exclusive = content.question(place).exclusive;
                let mut marks: OptionSet = marks
                    .iter()
                    .filter(|option| !exclusive.has(*option) && !has(known, *option))
                    .collect();
                if let Some(Answer::Several(before)) = told.answer(place) {
                    marks = marks.iter().chain(before.iter()).collect();
                }
                told.set(place, (!marks.is_empty()).then_some(Answer::Several(marks)));
            }
            Some(answer) if known != Some(answer) => told.set(place, Some(answer)),
            Some(_) | None => {}
        }
    }
    keep_told(content, case, &told);
}

fn topic(content: &Content, subject: &Subject) -> Topic {
    Topic::from_ids(content, &subject.synonym_sets, subject.at)
}

fn subject(content: &Content, topic: &Topic) -> Subject {
    let (synonym_sets, at) = topic.to_ids(content);
    Subject { synonym_sets, at }
}
