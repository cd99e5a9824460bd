//! An explanation for machines.

use serde_json::{Value, json};

use super::{AnswerChange, Explanation};
use care_engine::case::Case;
use care_engine::content::{Content, QuestionIx, RuleIx};

/// The explanation as one JSON object.
pub fn to_json(content: &Content, case: &Case, explanation: &Explanation) -> Value {
    let answers = case.to_json(content);
    let behind = |questions: &[QuestionIx]| -> Value {
        let pairs = questions.iter().map(|place| {
            let id = content.question(*place).id.as_str();
            (
                id.to_owned(),
                answers.get(id).cloned().unwrap_or(Value::Null),
            )
        });
        Value::Object(pairs.collect())
    };
    let rules = |because: &[RuleIx]| -> Value {
        let rules = because.iter().map(|place| {
            let rule = content.rule(*place);
            json!({ "id": rule.id, "says": rule.description, "if": content.written(&rule.when) })
        });
        rules.collect()
    };
    let lines = explanation.lines.iter().map(|line| {
        json!({
            "id": content.line(line.line).id,
            "because": rules(&line.because),
            "answers": behind(&line.answers),
            "nearest": line.nearest.as_ref().map(|change| change_json(content, change)),
        })
    });
    let withheld = explanation.withheld.iter().map(|held| {
        let lifted = held.lifted.as_ref().map(|changes| {
            let changes = changes.iter().map(|change| change_json(content, change));
            changes.collect::<Value>()
        });
        json!({
            "id": content.treatment(held.treatment).id,
            "because": rules(&held.because),
            "answers": behind(&held.answers),
            "lifted": lifted,
        })
    });
    json!({
        "pathway": behind(&explanation.pathway),
        "lines": lines.collect::<Value>(),
        "withheld": withheld.collect::<Value>(),
    })
}

fn change_json(content: &Content, change: &AnswerChange) -> Value {
    let value = |answer| {
        let mut case = Case::default();
        case.set(change.question, answer);
        let id = &content.question(change.question).id;
        case.to_json(content).remove(id).unwrap_or(Value::Null)
    };
    json!({
        "question": content.question(change.question).id,
        "from": value(change.from),
        "to": value(change.to),
    })
}
