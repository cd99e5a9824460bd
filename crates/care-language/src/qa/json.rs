//! A reply as JSON, for `ask`.

use serde_json::{Value, json};

use super::{CaseNote, Found, How, NewFact, Reason, Reply};
use care_engine::case::{Answer, Case};
use care_engine::content::{Content, OptionSet, StatementIx};

/// `{"answered", "reason", "identifiers", "act", "flags", "statements", "conflicts", "case_notes", "suggestions", ...}`;
/// statements and sources by id. Of several questions the parts follow each other; the reason is that of
/// the first that is answered, else of the first.
pub fn to_json(content: &Content, reply: &Reply) -> Value {
    let answers = &reply.answers;
    let answered = answers
        .iter()
        .find(|answer| answer.reason == Reason::Answered);
    let reason = answered
        .or(answers.first())
        .map_or(Reason::Clarify, |answer| answer.reason);
    let act = match reason {
        Reason::Act(place) => Some(content.language.acts[place.index()].id.as_str()),
        _ => None,
    };
    let emergency = reply
        .emergency()
        .map(|place| content.language.emergencies[place.index()].id.as_str());
    let flags = ids_of(content, reply.flags());
    let conflicts = answers
        .iter()
        .flat_map(|answer| &answer.conflicts)
        .map(|place| {
            let conflict = &content.conflicts[*place];
            json!({ "id": conflict.id, "text": conflict.told })
        });
    let suggestions = answers
        .iter()
        .flat_map(|answer| &answer.suggestions)
        .filter_map(|place| content.intent(*place).examples.first());
    let statements = answers.iter().flat_map(|answer| &answer.statements);
    let notes = answers.iter().flat_map(|answer| &answer.notes);
    let script = answers.iter().flat_map(|answer| &answer.script);
    let missing = answers.iter().flat_map(|answer| &answer.missing);
    let missing = missing.map(|place| content.question(*place).id.as_str());
    let openings = answers.iter().filter_map(|answer| answer.opening.as_ref());
    json!({
        "answered": answered.is_some(),
        "reason": reason.id(),
        "identifiers": reply.identifiers.iter().map(crate::phi::Kind::id).collect::<Vec<_>>(),
        "act": act,
        "emergency": emergency,
        "flags": flags,
        "pending": ids_of(content, reply.pending),
        "new_facts": reply.new_facts.iter().map(|fact| fact_json(content, fact)).collect::<Vec<_>>(),
        "missing": missing.collect::<Vec<_>>(),
        "openings": openings.collect::<Vec<_>>(),
        "case_notes": notes.map(|note| note_json(content, note)).collect::<Vec<_>>(),
        "script": script.map(|note| note_json(content, note)).collect::<Vec<_>>(),
        "statements": statements.map(|found| found_json(content, found)).collect::<Vec<_>>(),
        "conflicts": conflicts.collect::<Vec<_>>(),
        "suggestions": suggestions.collect::<Vec<_>>(),
        "about": answers.iter().find_map(|answer| answer.about.as_ref()),
        "other_language": reply.other_language,
        "patient": reply.patient,
        "unread": reply.unread,
        "recorded": reply.recorded.iter().map(|(place, _)| content.question(*place).id.as_str()).collect::<Vec<_>>(),
    })
}

fn ids_of(content: &Content, flags: OptionSet) -> Vec<&str> {
    let option = |flag| content.option(content.topic.red_flags, flag);
    flags.iter().map(|flag| option(flag).id.as_str()).collect()
}

/// What a message says of the case, with what is recorded.
fn fact_json(content: &Content, fact: &NewFact) -> Value {
    let value = |answer: Option<Answer>| {
        let mut case = Case::default();
        case.set(fact.question, answer);
        case.to_json(content)
            .into_iter()
            .next()
            .map(|(_, value)| value)
    };
    let ids = |set: OptionSet| -> Vec<&str> {
        let options = set.iter().map(|one| content.option(fact.question, one));
        options.map(|option| option.id.as_str()).collect()
    };
    let (may_be, denied) = match fact.how {
        How::Plainly => (OptionSet::default(), OptionSet::default()),
        How::Doubtfully(options) => (options, OptionSet::default()),
        How::Denied(options) | How::Known(options) => (OptionSet::default(), options),
    };
    json!({
        "may_be": ids(may_be),
        "denied": ids(denied),
        "question": content.question(fact.question).id,
        "said": value(Some(fact.said)),
        "recorded": value(fact.recorded),
        "counts": fact.counts,
        "earlier": fact.earlier,
    })
}

fn note_json(content: &Content, note: &CaseNote) -> Value {
    let id = |place: &StatementIx| content.statement(*place).id.as_str();
    let ids: Vec<&str> = note.statements.iter().map(id).collect();
    json!({ "text": note.text, "statements": ids })
}

fn found_json(content: &Content, found: &Found) -> Value {
    let statement = content.statement(found.statement);
    let reference = |place: &_| content.reference(*place).id.as_str();
    json!({
        "id": statement.id,
        "text": statement.text,
        "references": statement.references.iter().map(reference).collect::<Vec<_>>(),
        "score": (f64::from(found.score) * 1000.0).round() / 1000.0,
    })
}
