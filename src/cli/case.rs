//! `plan` and `intake`: a case from a file.

use std::io::{self, BufRead, Read};
use std::path::Path;

use serde_json::{Value, json};

use super::{Failure, Format, Intake, Plan, pretty, print};
use crate::view::{explanation_text, plan_text};
use care_engine::case::Case;
use care_engine::content::{Content, Kind, QuestionIx, RoleIx, Stage};
use care_engine::intake::next_question;
use care_engine::plan;
use care_verify::explain::{self, explain};

pub(super) fn plan(content: &Content, arguments: &Plan) -> Result<(), Failure> {
    let role = role(content, arguments.role.as_deref())?;
    if arguments.jsonl {
        return plans_by_line(content, arguments.case.as_deref(), role);
    }
    let Some(file) = arguments.case.as_deref() else {
        return Err(Failure::Input(
            "plan: name a case with --case FILE, or - for standard input".into(),
        ));
    };
    let case = read_case(content, &read(file)?, "case")?;
    let plan = plan::plan(content, &case, role);
    if !arguments.explain {
        return print(&match arguments.format {
            Format::Text => plan_text(content, &plan, super::today()),
            Format::Json => pretty(&plan::to_json(content, &plan)),
        });
    }
    let explanation = explain(content, &case, &plan);
    print(&match arguments.format {
        Format::Text => explanation_text(content, &case, &plan, &explanation),
        Format::Json => {
            let mut printed = plan::to_json(content, &plan);
            printed["explanation"] = explain::to_json(content, &case, &explanation);
            pretty(&printed)
        }
    })
}

fn plans_by_line(
    content: &Content,
    file: Option<&Path>,
    role: Option<RoleIx>,
) -> Result<(), Failure> {
    let input: Box<dyn BufRead> = match file {
        None => Box::new(io::stdin().lock()),
        Some(file) if file == Path::new("-") => Box::new(io::stdin().lock()),
        Some(file) => {
            let opened = std::fs::File::open(file)
                .map_err(|error| Failure::Input(format!("{}: {error}", file.display())))?;
            Box::new(io::BufReader::new(opened))
        }
    };
    // Kept until every line was read: a bad line must leave nothing on standard output.
    let mut out = String::new();
    for (number, line) in input.lines().enumerate() {
        let place = format!("line {}", number + 1);
        let line = line.map_err(|error| Failure::Input(format!("{place}: {error}")))?;
        if line.trim().is_empty() {
            continue;
        }
        let case = read_case(content, &line, &place)?;
        let plan = plan::to_json(content, &plan::plan(content, &case, role));
        out.push_str(&format!("{plan}\n"));
    }
    print(&out)
}

pub(super) fn intake(content: &Content, arguments: &Intake) -> Result<(), Failure> {
    if arguments.next {
        let case = match arguments.case.as_deref() {
            Some(file) => read_case(content, &read(file)?, "case")?,
            None => Case::default(),
        };
        return print(&pretty(&next(content, &case)));
    }
    if arguments.json {
        let questions: Vec<_> = content
            .question_places()
            .map(|place| question_json(content, place))
            .collect();
        return print(&pretty(&json!({
            "content_version": content.version,
            "questions": questions,
        })));
    }
    let mut text = String::new();
    for question in &content.questions {
        text.push_str(&format!(
            "{} ({}): {}\n",
            question.id, question.dossier, question.ask
        ));
        for option in &question.options {
            text.push_str(&format!("  {}: {}\n", option.id, option.label));
        }
        if question.kind == Kind::Number {
            text.push_str(&format!(
                "  a whole number from {} to {}\n",
                question.min, question.max
            ));
        }
    }
    print(&text)
}

/// The next question of a case, or that the plan is ready.
fn next(content: &Content, case: &Case) -> Value {
    match next_question(content, case) {
        Some(place) => json!({ "ready": false, "question": question_json(content, place) }),
        None => {
            let view = content.view(case, care_engine::content::Reading::Assumed);
            json!({ "ready": true, "question": null, "pathway": content.pathway(content.pathway_of(&view)).id })
        }
    }
}

fn question_json(content: &Content, place: QuestionIx) -> Value {
    let question = content.question(place);
    let options: Vec<_> = question
        .options
        .iter()
        .map(|option| json!({ "id": option.id, "label": option.label, "detail": option.detail }))
        .collect();
    let stage = match question.stage {
        Stage::Required => "core",
        Stage::Optional => "refine",
        Stage::Setting => "setting",
    };
    let mut value = json!({
        "id": question.id,
        "dossier": question.dossier,
        "kind": match question.kind {
            Kind::One => "one",
            Kind::Several => "several",
            Kind::Number => "number",
        },
        "title": question.title,
        "label": question.ask,
        "help": question.help,
        "stage": stage,
        "options": options,
    });
    if question.kind == Kind::Number {
        value["min"] = question.min.into();
        value["max"] = question.max.into();
    }
    value
}

fn role(content: &Content, id: Option<&str>) -> Result<Option<RoleIx>, Failure> {
    id.map(|id| {
        content.find_role(id).ok_or_else(|| {
            let known: Vec<_> = content.roles.iter().map(|role| role.id.as_str()).collect();
            Failure::Input(format!(
                "--role: there is no `{id}`; write one of: {}",
                known.join(", ")
            ))
        })
    })
    .transpose()
}

fn read(file: &Path) -> Result<String, Failure> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        io::stdin().lock().read_to_string(&mut text).map(|_| ())
    } else {
        std::fs::read_to_string(file).map(|read| text = read)
    };
    match read {
        Ok(()) => Ok(text),
        Err(error) => Err(Failure::Input(format!("{}: {error}", file.display()))),
    }
}

fn read_case(content: &Content, text: &str, place: &str) -> Result<Case, Failure> {
    let value: Value = serde_json::from_str(text)
        .map_err(|error| Failure::Input(format!("{place}: this is not JSON: {error}")))?;
    Case::from_json(content, &value).map_err(|bad| {
        let prefix = if place == "case" {
            String::new()
        } else {
            format!("{place}: ")
        };
        Failure::Input(format!("{prefix}{bad}"))
    })
}
