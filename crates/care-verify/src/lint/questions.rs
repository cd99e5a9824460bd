//! What a question lacks: words for the chart note, words by which free text answers it, and words that would
//! give two of its answers at once. All of them are warnings: a plan is right without.

use std::collections::HashMap;

use care_engine::content::load::gather::{SourceRow, Tables};
use care_engine::content::raw::{self, Text};
use care_engine::content::{Finding, SourceFile};

pub(super) fn findings(files: &[SourceFile], tables: &Tables) -> Vec<Finding> {
    let mut findings = uncharted(files, tables);
    findings.extend(unread(files, tables));
    findings.extend(ambiguous(files, tables));
    findings
}

fn warning(
    files: &[SourceFile],
    file: usize,
    at: &Text,
    problem: String,
    remedy: impl Into<String>,
) -> Finding {
    files[file]
        .finding(at.span().start, problem, remedy)
        .as_warning()
}

/// Where the topic has notes: questions of a case, and options, that a note leaves out without a word.
fn uncharted(files: &[SourceFile], tables: &Tables) -> Vec<Finding> {
    if tables.note_styles.is_empty() {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for SourceRow { file, raw } in of_cases(tables) {
        let id = raw.id.as_ref();
        let mut charted = tables.charted.iter().map(|row| &row.raw);
        let charted = charted.find(|charted| charted.question.as_ref() == id);
        let Some(charted) = charted else {
            if !goes_without(raw, "chart") {
                let problem = format!("no chart note says what was answered to `{id}`");
                let remedy = "word it in a [[charted]], or write `without = [\"chart\"]`";
                findings.push(warning(files, *file, &raw.id, problem, remedy));
            }
            continue;
        };
        for option in &raw.option {
            if !charted.options.contains_key(option.id.as_ref()) {
                let problem = format!("a chart note leaves out `{id}.{}`", option.id.as_ref());
                let remedy = "word it in the `options` of the question's [[charted]]";
                findings.push(warning(files, *file, &option.id, problem, remedy));
            }
        }
    }
    findings
}

/// Where the topic reads free text: questions of a case that nothing typed of a case answers.
fn unread(files: &[SourceFile], tables: &Tables) -> Vec<Finding> {
    if tables.phrases.is_empty() {
        return Vec::new();
    }
    let phrases = tables.phrases.iter().map(|row| &row.raw);
    let given = phrases.flat_map(|phrase| phrase.means.iter().chain(&phrase.denied));
    let measures = tables.measures.iter().map(|row| &row.raw);
    let beside = measures.clone().flat_map(|measure| {
        let bands = measure.band.iter().flat_map(|band| &band.also);
        measure.also.iter().chain(bands)
    });
    let answered: Vec<&str> = given
        .chain(beside)
        .filter_map(|answer| Some(answer.as_ref().split_once('.')?.0))
        .chain(measures.filter_map(|measure| Some(measure.question.as_ref()?.as_ref().as_str())))
        .collect();
    let mut findings = Vec::new();
    for SourceRow { file, raw } in of_cases(tables) {
        let id = raw.id.as_ref();
        if !answered.contains(&id.as_str()) && !goes_without(raw, "phrases") {
            findings.push(warning(
                files,
                *file,
                &raw.id,
                format!("nothing that is typed about a case answers `{id}`"),
                "write its typed forms as [[phrase]] or [[measure]], or `without = [\"phrases\"]`",
            ));
        }
    }
    findings
}

/// Questions with one answer to which the same words give two: in phrases apart, or in one that is not `unsure`.
fn ambiguous(files: &[SourceFile], tables: &Tables) -> Vec<Finding> {
    let single = tables.questions.iter().map(|row| &row.raw);
    let single: Vec<&str> = single
        .filter(|question| question.kind.as_ref() == "one")
        .map(|question| question.id.as_ref().as_str())
        .collect();
    let mut known: HashMap<(String, &str), &str> = HashMap::new();
    let mut findings = Vec::new();
    for SourceRow { file, raw } in tables.phrases.iter().filter(|row| is_firm(&row.raw)) {
        let answers = raw.means.iter().filter_map(|answer| {
            let (question, option) = answer.as_ref().split_once('.')?;
            single.contains(&question).then_some((question, option))
        });
        for (question, option) in answers {
            for words in &raw.words {
                let before = known.insert((plain(words.as_ref()), question), option);
                let Some(before) = before.filter(|before| *before != option) else {
                    continue;
                };
                findings.push(warning(
                    files,
                    *file,
                    words,
                    format!(
                        "`{}` means `{question}.{before}` and `{question}.{option}`",
                        words.as_ref()
                    ),
                    "give the words to one of them, or mark the phrase `unsure`, so that it is asked",
                ));
            }
        }
    }
    findings
}

/// Questions about a case that are asked; a setting is one about a person.
fn of_cases(tables: &Tables) -> impl Iterator<Item = &SourceRow<raw::Question>> {
    let questions = tables.questions.iter();
    questions.filter(|row| !["setting", "computed"].contains(&row.raw.stage.as_ref().as_str()))
}

fn goes_without(question: &raw::Question, what: &str) -> bool {
    question.without.iter().any(|word| word.as_ref() == what)
}

/// Whether its words are read wherever they stand: words that need others beside them are told apart by those.
fn is_firm(phrase: &raw::reading::Phrase) -> bool {
    !phrase.unsure && phrase.needs.is_empty() && phrase.unless.is_empty()
}

/// As the reader takes words: without regard to case, hyphens and apostrophes.
fn plain(words: &str) -> String {
    let mut plain = words.to_lowercase();
    plain.retain(|sign| sign != '\'' && sign != '’');
    plain.replace('-', " ")
}
