//! `plan` and `intake`: a case from a file.

use std::io::{self, BufRead, Read};
use std::path::Path;

use serde_json::{Value, json};

use super::{Failure, Format, IntakeArgs, PlanArgs, pretty, print};
use crate::view::{Charting, chart_note, explanation_text, plan_text, referral_letters};
use care_engine::case::Case;
use care_engine::content::{Content, QuestionIx, QuestionKind, RoleIx, Stage};
use care_engine::intake::next_question;
use care_engine::plan;
use care_verify::explain::{self, explain};

pub(super) fn plan(content: &Content, arguments: &PlanArgs) -> Result<(), Failure> {
    let role = role(content, arguments.role.as_deref())?;
    if arguments.jsonl {
        return plans_by_line(content, arguments.case.as_deref(), role);
    }
    let Some(file) = arguments.case.as_deref() else {
        return Err(Failure::Input(
            "plan: name a case with --case FILE, or - for standard input".into(),
        ));
    };
    let case = read_case(content, &read(file)?)?;
    let plan = plan::plan(content, &case, role);
    let explanation = arguments.explain.then(|| explain(content, &case, &plan));
    let charting = Charting {
        case: &case,
        told: &Case::default(),
        visits: &[],
        plan: &plan,
    };
    print(&match (arguments.format, explanation) {
        (Format::Text, None) => plan_text(content, &plan, super::today()),
        (Format::Text, Some(why)) => explanation_text(content, &case, &plan, &why),
        (Format::Json, None) => pretty(&plan::to_json(content, &plan)),
        (Format::Json, Some(why)) => {
            let mut printed = plan::to_json(content, &plan);
            printed["explanation"] = explain::to_json(content, &case, &why);
            pretty(&printed)
        }
        (_, Some(_)) => {
            return Err(Failure::Input(
                "plan: --explain goes with --format text or json".into(),
            ));
        }
        (Format::Note, None) => note(content, charting, None)?,
        (Format::NoteUk, None) => note(content, charting, Some("uk"))?,
        (Format::Letter, None) => letters(content, charting),
    })
}

/// A letter to each of those whom the plan refers to; where it refers to nobody that is no fault of the case.
fn letters(content: &Content, charting: Charting<'_>) -> String {
    let letters = referral_letters(content, charting);
    if letters.is_empty() {
        eprintln!("plan: this plan refers to nobody, so there is no letter");
    }
    letters.join(BETWEEN_LETTERS)
}

/// Between two letters, each of which begins as a draft.
const BETWEEN_LETTERS: &str = "\n\n";

/// The note in a style, or in the topic's usual one.
fn note(content: &Content, charting: Charting<'_>, style: Option<&str>) -> Result<String, Failure> {
    let mut styles = content.notes.styles.iter();
    let found = styles.find(|one| style.is_none_or(|id| one.id == id));
    let style = found.ok_or_else(|| {
        Failure::Input("plan: this topic has no such note; see [[note_style]] in its files".into())
    })?;
    Ok(chart_note(content, charting, style))
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
    let mut input = input;
    let mut refused = 0_u64;
    for number in 1_u64.. {
        let Some(line) = next_line(&mut *input).map_err(|error| unreadable_line(number, &error))?
        else {
            break;
        };
        let case = match line {
            Ok(line) if line.trim().is_empty() => continue,
            Ok(line) => Case::from_text(content, &line).map_err(|bad| bad.to_string()),
            Err(problem) => Err(problem),
        };
        match case {
            Ok(case) => {
                let plan = plan::to_json(content, &plan::plan(content, &case, role));
                print(&format!("{plan}\n"))?;
            }
            Err(problem) => {
                refused += 1;
                eprintln!("line {number}: {problem}");
            }
        }
    }
    match refused {
        0 => Ok(()),
        1 => Err(Failure::Input(
            "1 line is no case; the others have their plans".into(),
        )),
        some => Err(Failure::Input(format!(
            "{some} lines are no cases; the others have their plans"
        ))),
    }
}

/// A case has 27 answers; a line longer than this is none, and is passed over without being kept.
const LONGEST_LINE: u64 = 64 * 1024;

fn unreadable_line(number: u64, error: &io::Error) -> Failure {
    Failure::Input(format!("line {number}: {error}"))
}

/// The next line, or what is wrong with it; nothing at the end.
fn next_line(input: &mut dyn BufRead) -> io::Result<Option<Result<String, String>>> {
    let mut line = Vec::new();
    let read = io::Read::take(&mut *input, LONGEST_LINE).read_until(b'\n', &mut line)?;
    if read == 0 {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') && read as u64 == LONGEST_LINE {
        pass_over_line(input)?;
        return Ok(Some(Err(format!("longer than {LONGEST_LINE} bytes"))));
    }
    let text = String::from_utf8(line);
    Ok(Some(
        text.map_err(|_| "this is not text in UTF-8".to_owned()),
    ))
}

fn pass_over_line(input: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let waiting = input.fill_buf()?;
        if waiting.is_empty() {
            return Ok(());
        }
        let end = waiting.iter().position(|byte| *byte == b'\n');
        let length = end.map_or(waiting.len(), |at| at + 1);
        input.consume(length);
        if end.is_some() {
            return Ok(());
        }
    }
}

pub(super) fn intake(content: &Content, arguments: &IntakeArgs) -> Result<(), Failure> {
    if arguments.next {
        let case = match arguments.case.as_deref() {
            Some(file) => read_case(content, &read(file)?)?,
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
        if question.kind == QuestionKind::Number {
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
            let view = content.view(case, care_engine::content::Unknowns::Assumed);
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
        Stage::Computed => "computed",
    };
    let mut value = json!({
        "id": question.id,
        "dossier": question.dossier,
        "kind": match question.kind {
            QuestionKind::One => "one",
            QuestionKind::Several => "several",
            QuestionKind::Number => "number",
        },
        "title": question.title,
        "label": question.ask,
        "help": question.help,
        "stage": stage,
        "options": options,
    });
    if question.kind == QuestionKind::Number {
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
    // One byte more than is taken, so that what is too long is told from what just fits.
    let read = if file == Path::new("-") {
        let input = io::stdin().lock();
        input.take(LONGEST_LINE + 1).read_to_string(&mut text)
    } else {
        std::fs::File::open(file)
            .and_then(|opened| opened.take(LONGEST_LINE + 1).read_to_string(&mut text))
    };
    match read {
        Ok(_) if text.len() as u64 > LONGEST_LINE => Err(Failure::Input(format!(
            "{}: longer than {LONGEST_LINE} bytes; a case is one JSON object of answers",
            file.display()
        ))),
        Ok(_) => Ok(text),
        Err(error) => Err(Failure::Input(format!("{}: {error}", file.display()))),
    }
}

fn read_case(content: &Content, text: &str) -> Result<Case, Failure> {
    Case::from_text(content, text).map_err(|bad| Failure::Input(bad.to_string()))
}
