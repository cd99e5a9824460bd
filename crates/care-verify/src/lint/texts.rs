//! Every text of the content, looked at word by word: length, notation, spelling, doses, promises, dates,
//! and how hard the plain ones are to read.

use std::collections::{HashMap, HashSet};

use super::prose::{Prose, Slip};
use care_engine::content::load::gather::Tables;
use care_engine::content::raw::Text;
use care_engine::content::raw::note::Chart;
use care_engine::content::{Finding, SourceFile};

/// Flesch-Kincaid grade of a text for a reader of about twelve: the end of the seventh school year.
const PLAIN_GRADE: f64 = 7.9;

/// Longest texts in characters, by what they are.
mod longest {
    /// A sentence of evidence.
    pub(super) const STATEMENT: usize = 420;
    /// A reason to withhold, behind "withheld: ".
    pub(super) const REASON: usize = 90;
    /// A question of the intake.
    pub(super) const QUESTION: usize = 160;
    /// An explanation under it, or what is assumed without an answer.
    pub(super) const HELP: usize = 260;
    /// Both sides of a conflict, or what no source answers.
    pub(super) const TOLD: usize = 320;
    /// What fits on a button of a phone.
    pub(super) const BUTTON: usize = 48;
    /// Telegram's limit for the answer to a press.
    pub(super) const TOAST: usize = 200;
    /// Telegram's limit for the description of a command.
    pub(super) const COMMAND: usize = 256;
    /// Telegram's limit for a message.
    pub(super) const MESSAGE: usize = 4096;
}

/// What may stand in a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// For whoever works on the content.
    Note,
    /// A text of the interface: buttons, notes, headings.
    Interface,
    /// Clinical, in clinicians' words.
    Clinical,
    /// Clinical, and a study's regimen told as history.
    Regimen,
    /// Clinical, in plain language.
    Plain,
}

pub(super) fn findings(files: &[SourceFile], tables: &Tables) -> Vec<Finding> {
    let mut texts = Texts {
        files,
        prose: Prose::new(&tables.wording),
        findings: Vec::new(),
    };
    for (key, row) in &tables.texts {
        let most = if key.starts_with("toast.") {
            longest::TOAST
        } else if key.starts_with("command.") {
            longest::COMMAND
        } else {
            longest::MESSAGE
        };
        texts.look(row.file, &row.raw, Sort::Interface, most);
    }
    texts.intake(tables);
    texts.plan(tables);
    texts.evidence(tables);
    texts.intents(tables);
    texts.findings
}

struct Texts<'a> {
    files: &'a [SourceFile],
    prose: Prose,
    findings: Vec<Finding>,
}

impl Texts<'_> {
    fn intake(&mut self, tables: &Tables) {
        for row in &tables.questions {
            let raw = &row.raw;
            self.look(row.file, &raw.title, Sort::Interface, longest::REASON);
            self.look(row.file, &raw.ask, Sort::Clinical, longest::QUESTION);
            for text in raw.help.iter().chain(&raw.assumed) {
                self.look(row.file, text, Sort::Clinical, longest::HELP);
            }
            for option in &raw.option {
                self.look(row.file, &option.label, Sort::Clinical, longest::REASON);
                if let Some(detail) = &option.detail {
                    self.look(row.file, detail, Sort::Clinical, longest::HELP);
                }
            }
        }
        for row in &tables.pathways {
            for text in [&row.raw.title, &row.raw.label] {
                self.look(row.file, text, Sort::Interface, longest::REASON);
            }
        }
        for row in &tables.facts {
            self.look(row.file, &row.raw.description, Sort::Note, longest::HELP);
        }
    }

    fn plan(&mut self, tables: &Tables) {
        let plain_roles: HashSet<&str> = tables
            .roles
            .iter()
            .filter(|row| row.raw.depth.as_ref() == "plain")
            .map(|row| row.raw.id.as_ref().as_str())
            .collect();
        let plain_sections: HashSet<&str> = tables
            .sections
            .iter()
            .filter(|row| row.raw.plain)
            .map(|row| row.raw.id.as_ref().as_str())
            .collect();
        for row in &tables.lines {
            let raw = &row.raw;
            let own = if plain_sections.contains(raw.section.as_ref().as_str()) {
                Sort::Plain
            } else {
                Sort::Clinical
            };
            if let Some(text) = &raw.text {
                self.look(row.file, text, own, longest::TOLD);
            }
            if let Some(short) = &raw.short {
                self.look(row.file, short, own, longest::TOLD);
            }
            if let Some(chart) = &raw.chart {
                self.chart(row.file, chart);
            }
            for (role, text) in raw.roles.iter().chain(&raw.short_roles) {
                let sort = if plain_roles.contains(role.as_str()) {
                    Sort::Plain
                } else {
                    Sort::Clinical
                };
                self.look(row.file, text, sort, longest::TOLD);
            }
        }
        for row in &tables.rules {
            self.look(row.file, &row.raw.description, Sort::Note, longest::HELP);
            for reason in &row.raw.withhold {
                self.look(row.file, &reason.reason, Sort::Clinical, longest::REASON);
                if let Some(short) = &reason.short {
                    self.look(row.file, short, Sort::Clinical, longest::REASON);
                    // A chart note has what is to be avoided in the same words.
                    let attests = self.prose.attests(short.as_ref());
                    for slip in attests.iter().filter(|_| reason.avoid) {
                        self.slip(row.file, short, slip);
                    }
                }
            }
        }
        for row in &tables.properties {
            self.look(row.file, &row.raw.description, Sort::Note, longest::TOLD);
        }
    }

    fn evidence(&mut self, tables: &Tables) {
        let regimens: HashSet<&str> = tables
            .wording
            .study_regimens
            .iter()
            .map(|id| id.as_ref().as_str())
            .collect();
        for row in &tables.statements {
            let raw = &row.raw;
            let sort = if regimens.contains(raw.id.as_ref().as_str()) {
                Sort::Regimen
            } else {
                Sort::Clinical
            };
            self.look(row.file, &raw.text, sort, longest::STATEMENT);
            if let Some(plain) = &raw.plain {
                self.look(row.file, plain, Sort::Plain, longest::TOLD);
            }
        }
        for row in &tables.bases {
            let raw = &row.raw;
            self.look(
                row.file,
                &raw.description,
                Sort::Clinical,
                longest::QUESTION,
            );
            if let Some(note) = &raw.note {
                self.look(row.file, note, Sort::Clinical, longest::HELP);
            }
        }
        for row in &tables.conflicts {
            let raw = &row.raw;
            self.look(row.file, &raw.issue, Sort::Note, longest::HELP);
            for text in [
                &raw.one_side.description,
                &raw.other_side.description,
                &raw.told,
            ] {
                self.look(row.file, text, Sort::Clinical, longest::TOLD);
            }
        }
    }

    /// How things are asked: as they are typed, but for the first way, which stands on a button.
    fn intents(&mut self, tables: &Tables) {
        let mut known: HashMap<String, &str> = HashMap::new();
        for row in &tables.intents {
            let id = row.raw.id.as_ref();
            for (place, way) in row.raw.examples.iter().enumerate() {
                let most = if place == 0 {
                    longest::BUTTON
                } else {
                    longest::QUESTION
                };
                self.look(row.file, way, Sort::Note, most);
                let other = known.insert(way.as_ref().to_lowercase(), id);
                if let Some(other) = other {
                    self.slip(
                        row.file,
                        way,
                        &Slip {
                            at: 0..0,
                            problem: format!("this way of asking stands under `{other}` too"),
                            remedy: "keep it where it fits best".to_owned(),
                        },
                    );
                }
            }
        }
        let scripts = tables.scripts.iter().map(|row| (row.file, &row.raw.say));
        let plain_answers = tables.plain_answers.iter();
        let plain_answers = plain_answers.map(|row| (row.file, &row.raw.say));
        for (file, say) in scripts.chain(plain_answers) {
            for text in say.iter().filter_map(|say| say.text.as_ref()) {
                self.look(file, text, Sort::Plain, longest::TOLD);
            }
        }
        for row in &tables.no_answers {
            self.look(row.file, &row.raw.name, Sort::Interface, longest::REASON);
        }
        let emergencies = tables
            .emergencies
            .iter()
            .map(|row| (row.file, &row.raw.text));
        let acts = tables.acts.iter().map(|row| (row.file, &row.raw.text));
        for (file, text) in emergencies.chain(acts) {
            self.look(file, text, Sort::Interface, longest::HELP);
        }
    }

    fn look(&mut self, file: usize, text: &Text, sort: Sort, most: usize) {
        let written = text.as_ref();
        let length = written.chars().count();
        if length > most || written.trim().is_empty() {
            self.slip(
                file,
                text,
                &Slip {
                    at: 0..0,
                    problem: format!("a text of {length} characters"),
                    remedy: format!("write something, of at most {most} characters"),
                },
            );
        }
        let mut slips = self.prose.notation(written);
        // A note is for whoever works on the content, or typed by somebody who asks.
        if sort != Sort::Note {
            slips.extend(self.prose.spelling(written));
        }
        if !matches!(sort, Sort::Interface | Sort::Note) {
            slips.extend(self.prose.promises(written));
            slips.extend(self.prose.dates(written));
        }
        if matches!(sort, Sort::Clinical | Sort::Plain) {
            slips.extend(self.prose.doses(written));
        }
        if sort == Sort::Plain {
            slips.extend(self.prose.hard_to_read(written, PLAIN_GRADE));
        }
        for slip in slips {
            self.slip(file, text, &slip);
        }
    }

    /// The wording of a line for a chart: clinical, and it never says that something was done.
    fn chart(&mut self, file: usize, chart: &Chart) {
        let Some(text) = chart.wording() else {
            return;
        };
        let mut slips = self.prose.promises(text);
        slips.extend(self.prose.dates(text));
        slips.extend(self.prose.doses(text));
        slips.extend(self.prose.attests(text));
        slips.extend(self.prose.spelling(text));
        for slip in slips {
            let at = chart.span().start + 1 + slip.at.start;
            self.findings
                .push(self.files[file].finding(at, &slip.problem, &slip.remedy));
        }
    }

    fn slip(&mut self, file: usize, text: &Text, slip: &Slip) {
        // One further for the opening quotation mark; a text of several lines has three and a break.
        let written = &self.files[file].text[text.span()];
        let opening = if written.starts_with("\"\"\"") { 4 } else { 1 };
        let at = text.span().start + opening + slip.at.start;
        self.findings
            .push(self.files[file].finding(at, &slip.problem, &slip.remedy));
    }
}
