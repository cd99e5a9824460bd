//! Gathers the tables of all files by kind. A table that cannot be read costs itself, not its file:
//! the others are gathered, so that every fault is reported at once.

use std::collections::{BTreeMap, HashSet};

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error, ValueDeserializer};

use super::super::finding::{Finding, SourceFile};
use super::super::raw;

/// A table row and the file it stands in.
#[derive(Debug)]
pub struct SourceRow<T> {
    pub file: usize,
    pub raw: T,
}

/// All tables of all files, as they were written.
#[derive(Debug, Default)]
pub struct Tables {
    pub topic: Option<SourceRow<raw::Topic>>,
    pub wording: raw::Wording,
    pub texts: BTreeMap<String, SourceRow<raw::Text>>,
    /// Texts of the program, until the topic's are known: then those that it does not write itself are among them.
    default_texts: BTreeMap<String, SourceRow<raw::Text>>,
    pub questions: Vec<SourceRow<raw::Question>>,
    pub cards: Vec<SourceRow<raw::Card>>,
    pub at_review: Option<SourceRow<raw::visits::AtReview>>,
    pub outcomes: Vec<SourceRow<raw::visits::Outcome>>,
    pub roles: Vec<SourceRow<raw::Role>>,
    pub facts: Vec<SourceRow<raw::Fact>>,
    pub pathways: Vec<SourceRow<raw::Pathway>>,
    pub sections: Vec<SourceRow<raw::Section>>,
    pub panels: Vec<SourceRow<raw::Panel>>,
    pub glances: Vec<SourceRow<raw::Glance>>,
    pub note_styles: Vec<SourceRow<raw::note::NoteStyle>>,
    pub charted: Vec<SourceRow<raw::note::Charted>>,
    pub codes: Vec<SourceRow<raw::note::Code>>,
    pub referrals: Vec<SourceRow<raw::note::Referral>>,
    pub treatments: Vec<SourceRow<raw::Treatment>>,
    pub rules: Vec<SourceRow<raw::Rule>>,
    pub lines: Vec<SourceRow<raw::Line>>,
    pub statements: Vec<SourceRow<raw::Statement>>,
    pub references: Vec<SourceRow<raw::Reference>>,
    pub conflicts: Vec<SourceRow<raw::Conflict>>,
    pub bases: Vec<SourceRow<raw::Basis>>,
    pub intents: Vec<SourceRow<raw::Intent>>,
    pub scripts: Vec<SourceRow<raw::Script>>,
    pub plain_answers: Vec<SourceRow<raw::PlainAnswer>>,
    pub emergencies: Vec<SourceRow<raw::Emergency>>,
    pub acts: Vec<SourceRow<raw::Act>>,
    pub other_languages: Vec<SourceRow<raw::OtherLanguage>>,
    pub asking: Option<SourceRow<raw::Asking>>,
    pub no_answers: Vec<SourceRow<raw::NoAnswer>>,
    pub alarms: Vec<SourceRow<raw::Alarm>>,
    pub small_talk: Vec<SourceRow<raw::SmallTalk>>,
    pub synonyms: Vec<SourceRow<raw::Synonyms>>,
    pub telling: raw::Telling,
    pub phrases: Vec<SourceRow<raw::reading::Phrase>>,
    pub cues: Vec<SourceRow<raw::reading::Cue>>,
    pub measures: Vec<SourceRow<raw::reading::Measure>>,
    pub combinations: Vec<SourceRow<raw::reading::Combine>>,
    pub classes: Vec<SourceRow<raw::reading::Class>>,
    pub terms: Vec<SourceRow<raw::Fact>>,
    pub properties: Vec<SourceRow<raw::Property>>,
    pub reviews: Vec<SourceRow<raw::Review>>,
    /// Ids of tables that could not be read; naming one is not a second fault.
    pub unread: HashSet<String>,
}

pub fn gather(files: &[SourceFile], findings: &mut Vec<Finding>) -> Tables {
    let mut tables = Tables::default();
    for (index, file) in files.iter().enumerate() {
        let (table, errors) = DeTable::parse_recoverable(&file.text);
        let broken = !errors.is_empty();
        findings.extend(errors.iter().map(|error| unreadable(file, 0, error)));
        let mut reader = Reader {
            file,
            index,
            broken,
            tables: &mut tables,
            findings,
        };
        for (key, value) in table.into_inner() {
            reader.table(key.as_ref(), key.span().start, value);
        }
    }
    for (key, row) in std::mem::take(&mut tables.default_texts) {
        tables.texts.entry(key).or_insert(row);
    }
    if tables.topic.is_none() && findings.is_empty() {
        findings.push(Finding::new(
            files.first().map_or("(no file)", |file| &file.path),
            "no [topic] table in any file",
            "point --dialogues at a topic's folder, one that holds topic.toml",
        ));
    }
    tables
}

fn unreadable(file: &SourceFile, otherwise: usize, error: &Error) -> Finding {
    let offset = error.span().map_or(otherwise, |span| span.start);
    file.finding(
        offset,
        error
            .message()
            .replace('\n', " ")
            .replace("expected u16", "expected a whole number"),
        "correct this place; docs/content-format.md describes each table",
    )
}

struct Reader<'a> {
    file: &'a SourceFile,
    index: usize,
    /// The file has a fault in its very notation; what follows from that is not told again.
    broken: bool,
    tables: &'a mut Tables,
    findings: &'a mut Vec<Finding>,
}

impl Reader<'_> {
    fn table(&mut self, key: &str, at: usize, value: Spanned<DeValue<'_>>) {
        match key {
            "topic" => {
                let Some(topic) = self.read::<raw::Topic>(value) else {
                    return;
                };
                let row = SourceRow {
                    file: self.index,
                    raw: topic,
                };
                if self.tables.topic.replace(row).is_some() {
                    self.fault(at, "a second [topic]", "keep one of them");
                }
            }
            "wording" => {
                if let Some(wording) = self.read::<raw::Wording>(value) {
                    self.tables.wording = wording;
                }
            }
            "texts" => {
                let texts: Option<BTreeMap<String, raw::Text>> = self.read(value);
                for (key, raw) in texts.unwrap_or_default() {
                    self.text(key, raw);
                }
            }
            "question" => self.rows(value, |tables| &mut tables.questions),
            "card" => self.rows(value, |tables| &mut tables.cards),
            "at_review" => self.one(value, |tables| &mut tables.at_review),
            "outcome" => self.rows(value, |tables| &mut tables.outcomes),
            "role" => self.rows(value, |tables| &mut tables.roles),
            "fact" => self.rows(value, |tables| &mut tables.facts),
            "pathway" => self.rows(value, |tables| &mut tables.pathways),
            "section" => self.rows(value, |tables| &mut tables.sections),
            "panel" => self.rows(value, |tables| &mut tables.panels),
            "glance" => self.rows(value, |tables| &mut tables.glances),
            "note_style" => self.rows(value, |tables| &mut tables.note_styles),
            "charted" => self.rows(value, |tables| &mut tables.charted),
            "code" => self.rows(value, |tables| &mut tables.codes),
            "referral" => self.rows(value, |tables| &mut tables.referrals),
            "treatment" => self.rows(value, |tables| &mut tables.treatments),
            "rule" => self.rows(value, |tables| &mut tables.rules),
            "line" => self.rows(value, |tables| &mut tables.lines),
            "statement" => self.rows(value, |tables| &mut tables.statements),
            "reference" => self.rows(value, |tables| &mut tables.references),
            "conflict" => self.rows(value, |tables| &mut tables.conflicts),
            "basis" => self.rows(value, |tables| &mut tables.bases),
            "intent" => self.rows(value, |tables| &mut tables.intents),
            "plain_answer" => self.rows(value, |tables| &mut tables.plain_answers),
            "script" => self.rows(value, |tables| &mut tables.scripts),
            "emergency" => self.rows(value, |tables| &mut tables.emergencies),
            "act" => self.rows(value, |tables| &mut tables.acts),
            "other_language" => self.rows(value, |tables| &mut tables.other_languages),
            "asking" => self.one(value, |tables| &mut tables.asking),
            "no_answer" => self.rows(value, |tables| &mut tables.no_answers),
            "alarm" => self.rows(value, |tables| &mut tables.alarms),
            "small_talk" => self.rows(value, |tables| &mut tables.small_talk),
            "synonyms" => self.rows(value, |tables| &mut tables.synonyms),
            "phrase" => self.rows(value, |tables| &mut tables.phrases),
            "cue" => self.rows(value, |tables| &mut tables.cues),
            "measure" => self.rows(value, |tables| &mut tables.measures),
            "combine" => self.rows(value, |tables| &mut tables.combinations),
            "class" => self.rows(value, |tables| &mut tables.classes),
            "telling" => {
                if let Some(telling) = self.read::<raw::Telling>(value) {
                    self.tables.telling = telling;
                }
            }
            "term" => self.rows(value, |tables| &mut tables.terms),
            "property" => self.rows(value, |tables| &mut tables.properties),
            "review" => self.rows(value, |tables| &mut tables.reviews),
            _ => self.fault(
                at,
                &format!("`{key}` is not a table of this format"),
                "docs/content-format.md lists the tables",
            ),
        }
    }

    /// A topic's text stands before a default one; of the topic's own each stands once.
    fn text(&mut self, key: String, raw: raw::Text) {
        let default = self.file.is_default();
        let table = if default {
            &mut self.tables.default_texts
        } else {
            &mut self.tables.texts
        };
        let at = raw.span().start;
        let problem = format!("the text `{key}` stands twice");
        let file = self.index;
        if table.insert(key, SourceRow { file, raw }).is_some() {
            self.fault(at, &problem, "keep one of them");
        }
    }

    fn fault(&mut self, at: usize, problem: &str, remedy: &str) {
        self.findings.push(self.file.finding(at, problem, remedy));
    }

    fn read<T: DeserializeOwned>(&mut self, value: Spanned<DeValue<'_>>) -> Option<T> {
        let at = value.span().start;
        let id = value
            .get_ref()
            .as_table()
            .and_then(|table| table.get("id"))
            .and_then(|id| id.get_ref().as_str())
            .map(str::to_owned);
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(read) => Some(read),
            Err(error) => {
                self.tables.unread.extend(id);
                if !self.broken {
                    self.findings.push(unreadable(self.file, at, &error));
                }
                None
            }
        }
    }

    /// A table that stands once.
    fn one<T: DeserializeOwned>(
        &mut self,
        value: Spanned<DeValue<'_>>,
        table: impl Fn(&mut Tables) -> &mut Option<SourceRow<T>>,
    ) {
        let file = self.index;
        if let Some(raw) = self.read(value) {
            *table(self.tables) = Some(SourceRow { file, raw });
        }
    }

    fn rows<T: DeserializeOwned>(
        &mut self,
        value: Spanned<DeValue<'_>>,
        table: impl Fn(&mut Tables) -> &mut Vec<SourceRow<T>>,
    ) {
        let at = value.span().start;
        let DeValue::Array(items) = value.into_inner() else {
            self.fault(
                at,
                "one table where a list of tables is due",
                "write the name in double brackets, as in [[line]]",
            );
            return;
        };
        for item in items {
            if let Some(raw) = self.read(item) {
                let file = self.index;
                table(self.tables).push(SourceRow { file, raw });
            }
        }
    }
}
