//! An answer as JSON, for `ask`.

use serde_json::{Value, json};

use super::{Answer, Reason};
use care_engine::content::{Content, StatementIx};

/// `{"answered", "reason", "statements", "conflicts", "case_notes", "suggestions"}`; statements and
/// sources by id.
pub fn to_json(content: &Content, answer: &Answer) -> Value {
    let ids = |places: &[StatementIx]| -> Vec<&str> {
        let id = |place: &StatementIx| content.statement(*place).id.as_str();
        places.iter().map(id).collect()
    };
    let statements: Vec<Value> = answer
        .statements
        .iter()
        .map(|found| {
            let statement = content.statement(found.statement);
            let reference = |place: &_| content.reference(*place).id.as_str();
            json!({
                "id": statement.id,
                "text": statement.text,
                "references": statement.references.iter().map(reference).collect::<Vec<_>>(),
                "score": (f64::from(found.score) * 1000.0).round() / 1000.0,
            })
        })
        .collect();
    let conflict = |place: &usize| {
        let conflict = &content.conflicts[*place];
        json!({ "id": conflict.id, "text": conflict.told })
    };
    let note =
        |note: &super::CaseNote| json!({ "text": note.text, "statements": ids(&note.statements) });
    let suggestion = |place: &_| content.asked(*place).ways.first();
    json!({
        "answered": answer.reason == Reason::Answered,
        "reason": answer.reason.id(),
        "statements": statements,
        "conflicts": answer.conflicts.iter().map(conflict).collect::<Vec<_>>(),
        "case_notes": answer.notes.iter().map(note).collect::<Vec<_>>(),
        "suggestions": answer.suggestions.iter().filter_map(suggestion).collect::<Vec<_>>(),
    })
}
