//! Ids of everything, and the faults found so far.

use std::collections::{HashMap, HashSet};

use super::super::condition::Condition;
use super::super::finding::{Finding, SourceFile};
use super::super::parse::{self, NameLookup, QuestionKind};
use super::super::raw::Text;
use super::gather::{SourceRow, Tables};
use crate::ids::{
    FactIx, LineIx, OptionIx, PathwayIx, QuestionIx, SectionIx, StatementIx, TreatmentIx,
};

/// Ids of everything, and the faults found so far.
pub(super) struct Loader {
    pub(super) files: Vec<SourceFile>,
    pub(super) findings: Vec<Finding>,
    pub(super) questions: HashMap<String, usize>,
    pub(super) options: Vec<HashMap<String, usize>>,
    pub(super) kinds: Vec<QuestionKind>,
    pub(super) facts: HashMap<String, usize>,
    /// Conditions of properties, which may not name the facts of the rules.
    pub(super) terms: HashMap<String, usize>,
    /// Whether a name in a condition is a term (in properties) or a fact (everywhere else).
    pub(super) in_properties: bool,
    /// Whether the topic has chart notes, so that every line says how it reads there.
    pub(super) has_notes: bool,
    unread: HashSet<String>,
    pub(super) sections: HashMap<String, usize>,
    pub(super) treatments: HashMap<String, usize>,
    pub(super) lines: HashMap<String, usize>,
    pub(super) statements: HashMap<String, usize>,
    pub(super) references: HashMap<String, usize>,
    pub(super) pathways: HashMap<String, usize>,
    pub(super) bases: HashMap<String, usize>,
    /// The questions that `[topic]` names.
    pub(super) red_flags: Option<usize>,
    pub(super) role_question: Option<usize>,
    pub(super) roles: HashMap<String, usize>,
    pub(super) conflicts: HashMap<String, usize>,
    pub(super) rules: HashMap<String, usize>,
    pub(super) synonyms: HashMap<String, usize>,
    pub(super) cues: HashMap<String, usize>,
    /// The words of each class, joined as alternatives.
    pub(super) classes: HashMap<String, String>,
    pub(super) intents: HashMap<String, usize>,
}

impl NameLookup for Loader {
    fn question(&self, id: &str) -> Option<QuestionIx> {
        self.questions.get(id).copied().map(QuestionIx::new)
    }

    fn option(&self, question: QuestionIx, id: &str) -> Option<OptionIx> {
        let options = self.options.get(question.index())?;
        options.get(id).copied().map(OptionIx::new)
    }

    fn fact(&self, id: &str) -> Option<FactIx> {
        let named = if self.in_properties {
            &self.terms
        } else {
            &self.facts
        };
        named.get(id).copied().map(FactIx::new)
    }

    fn kind(&self, question: QuestionIx) -> QuestionKind {
        self.kinds
            .get(question.index())
            .copied()
            .unwrap_or(QuestionKind::One)
    }
}

/// Longest id, and longest ids of a question and one of its options together. Of the 64 bytes behind a
/// button (Bot API, InlineKeyboardButton) 21 are taken by what it does, the number of the case, up to a
/// hundred trillion, and the turn of its card, up to sixty million.
const LONGEST_ID: usize = 40;
const LONGEST_PAIR: usize = 43;

impl Loader {
    pub(super) fn index(files: Vec<SourceFile>, tables: &mut Tables) -> Self {
        let mut loader = Self {
            files,
            findings: Vec::new(),
            questions: HashMap::new(),
            options: Vec::new(),
            kinds: Vec::new(),
            facts: HashMap::new(),
            terms: HashMap::new(),
            in_properties: false,
            has_notes: false,
            unread: std::mem::take(&mut tables.unread),
            sections: HashMap::new(),
            treatments: HashMap::new(),
            lines: HashMap::new(),
            statements: HashMap::new(),
            references: HashMap::new(),
            pathways: HashMap::new(),
            bases: HashMap::new(),
            red_flags: None,
            role_question: None,
            roles: HashMap::new(),
            conflicts: HashMap::new(),
            rules: HashMap::new(),
            synonyms: HashMap::new(),
            cues: HashMap::new(),
            classes: HashMap::new(),
            intents: HashMap::new(),
        };
        // Rules are applied in number order, whichever file they stand in.
        tables
            .rules
            .sort_by(|a, b| a.raw.id.as_ref().cmp(b.raw.id.as_ref()));
        loader.questions = loader.ids(&tables.questions, |raw| &raw.id);
        for row in &tables.questions {
            let mut options = HashMap::new();
            for (place, option) in row.raw.option.iter().enumerate() {
                loader.check_id(row.file, &option.id);
                loader.check_pair(row.file, &row.raw.id, &option.id);
                if options.insert(option.id.as_ref().clone(), place).is_some() {
                    loader.fault(
                        row.file,
                        &option.id,
                        format!("the option `{}` stands twice", option.id.as_ref()),
                        "give each option its own id",
                    );
                }
            }
            loader.options.push(options);
            let kind = match row.raw.kind.as_ref().as_str() {
                "several" => QuestionKind::Several,
                "number" => QuestionKind::Number,
                _ => QuestionKind::One,
            };
            loader.kinds.push(kind);
        }
        loader.sections = loader.ids(&tables.sections, |raw| &raw.id);
        loader.treatments = loader.ids(&tables.treatments, |raw| &raw.id);
        loader.lines = loader.ids(&tables.lines, |raw| &raw.id);
        loader.statements = loader.ids(&tables.statements, |raw| &raw.id);
        loader.pathways = loader.ids(&tables.pathways, |raw| &raw.id);
        loader.bases = loader.ids(&tables.bases, |raw| &raw.id);
        loader.references = loader.ids(&tables.references, |raw| &raw.id);
        loader.roles = loader.ids(&tables.roles, |raw| &raw.id);
        loader.rules = loader.ids(&tables.rules, |raw| &raw.id);
        loader.conflicts = loader.ids(&tables.conflicts, |raw| &raw.id);
        loader.synonyms = loader.ids(&tables.synonyms, |raw| &raw.id);
        loader.cues = loader.ids(&tables.cues, |raw| &raw.id);
        loader.ids(&tables.classes, |raw| &raw.id);
        loader.classes = classes(tables);
        loader.intents = loader.ids(&tables.intents, |raw| &raw.id);
        loader.ids(&tables.scripts, |raw| &raw.id);
        loader.ids(&tables.plain_answers, |raw| &raw.id);
        loader.ids(&tables.emergencies, |raw| &raw.id);
        loader.ids(&tables.acts, |raw| &raw.id);
        loader.ids(&tables.other_languages, |raw| &raw.id);
        loader.ids(&tables.no_answers, |raw| &raw.id);
        loader.ids(&tables.properties, |raw| &raw.id);
        loader
    }

    pub(super) fn ids<T>(
        &mut self,
        rows: &[SourceRow<T>],
        id: impl Fn(&T) -> &Text,
    ) -> HashMap<String, usize> {
        let mut places = HashMap::new();
        for (place, row) in rows.iter().enumerate() {
            let text = id(&row.raw);
            self.check_id(row.file, text);
            if places.insert(text.as_ref().clone(), place).is_some() {
                self.fault(
                    row.file,
                    text,
                    format!("the id `{}` stands twice", text.as_ref()),
                    "give each its own id",
                );
            }
        }
        places
    }

    /// Ids stand behind buttons, beside other words and numbers.
    fn check_id(&mut self, file: usize, id: &Text) {
        let known = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let (text, long) = (id.as_ref(), id.as_ref().len() > LONGEST_ID);
        if text.is_empty() || !text.chars().all(known) {
            self.fault(
                file,
                id,
                format!("`{text}` is no id"),
                "write one of letters from a to z, digits, `-`, `_` and `.`",
            );
        } else if long {
            self.fault(
                file,
                id,
                format!("the id `{text}` is longer than {LONGEST_ID} characters"),
                "shorten it: it has to fit behind a button",
            );
        }
    }

    /// A button that answers names the question and the option.
    fn check_pair(&mut self, file: usize, question: &Text, option: &Text) {
        let long = question.as_ref().len() + option.as_ref().len();
        if long > LONGEST_PAIR {
            self.fault(
                file,
                option,
                format!(
                    "the ids `{}` and `{}` have {long} characters together, of {LONGEST_PAIR}",
                    question.as_ref(),
                    option.as_ref()
                ),
                "shorten one of them: both have to fit behind one button",
            );
        }
    }

    pub(super) fn fault(
        &mut self,
        file: usize,
        at: &Text,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.findings
            .push(self.files[file].finding(at.span().start, problem, remedy));
    }

    pub(super) fn condition(&mut self, file: usize, text: &Text) -> Condition {
        match parse::condition(text.as_ref(), self) {
            Ok(condition) => condition,
            Err(unreadable) if self.names_unread(text.as_ref(), &unreadable) => {
                Condition::Constant(false)
            }
            Err(unreadable) => {
                // One further for the opening quotation mark.
                let offset = text.span().start + 1 + unreadable.offset;
                let finding =
                    self.files[file].finding(offset, unreadable.problem, unreadable.remedy);
                self.findings.push(finding);
                Condition::Constant(false)
            }
        }
    }

    /// Whether reading stopped at a name whose own table could not be read.
    fn names_unread(&self, text: &str, unreadable: &parse::Unreadable) -> bool {
        self.unread.iter().any(|id| unreadable.names(text, id))
    }

    pub(super) fn optional_condition(&mut self, file: usize, text: Option<&Text>) -> Condition {
        text.map_or(Condition::Constant(true), |text| self.condition(file, text))
    }

    pub(super) fn place<Ix>(
        &mut self,
        file: usize,
        text: &Text,
        what: &str,
        table: impl Fn(&Self) -> &HashMap<String, usize>,
        place: impl Fn(usize) -> Ix,
    ) -> Option<Ix> {
        let found = table(self).get(text.as_ref()).copied();
        if found.is_none() && !self.unread.contains(text.as_ref()) {
            self.fault(
                file,
                text,
                format!("no {what} has the id `{}`", text.as_ref()),
                "check the spelling, or write it",
            );
        }
        found.map(place)
    }

    pub(super) fn treatments(&mut self, file: usize, ids: &[Text]) -> Vec<TreatmentIx> {
        ids.iter()
            .filter_map(|id| self.place(file, id, "treatment", |l| &l.treatments, TreatmentIx::new))
            .collect()
    }

    pub(super) fn sections(&mut self, file: usize, ids: &[Text]) -> Vec<SectionIx> {
        ids.iter()
            .filter_map(|id| self.place(file, id, "section", |l| &l.sections, SectionIx::new))
            .collect()
    }

    pub(super) fn pathways(&mut self, file: usize, ids: &[Text]) -> Vec<PathwayIx> {
        ids.iter()
            .filter_map(|id| self.place(file, id, "pathway", |l| &l.pathways, PathwayIx::new))
            .collect()
    }

    pub(super) fn conflict_ids(&mut self, file: usize, ids: Vec<Text>) -> Vec<String> {
        ids.into_iter()
            .filter(|id| {
                self.place(file, id, "conflict", |l| &l.conflicts, |at| at)
                    .is_some()
            })
            .map(Text::into_inner)
            .collect()
    }

    pub(super) fn lines(&mut self, file: usize, ids: &[Text]) -> Vec<LineIx> {
        ids.iter()
            .filter_map(|id| self.place(file, id, "line", |l| &l.lines, LineIx::new))
            .collect()
    }

    pub(super) fn statements(&mut self, file: usize, ids: &[Text]) -> Vec<StatementIx> {
        ids.iter()
            .filter_map(|id| self.place(file, id, "statement", |l| &l.statements, StatementIx::new))
            .collect()
    }

    /// One of a closed list of words.
    pub(super) fn word<T: Copy>(&mut self, file: usize, text: &Text, words: &[(&str, T)]) -> T {
        let found = words.iter().find(|(word, _)| word == text.as_ref());
        if found.is_none() {
            let list: Vec<_> = words.iter().map(|(word, _)| *word).collect();
            self.fault(
                file,
                text,
                format!("`{}` is not known here", text.as_ref()),
                format!("write one of: {}", list.join(", ")),
            );
        }
        found.unwrap_or(&words[0]).1
    }
}

/// The words of each class as alternatives.
fn classes(tables: &Tables) -> HashMap<String, String> {
    let classes = tables.classes.iter().map(|row| {
        let words = row.raw.words.iter().map(|word| word.as_ref().as_str());
        let words: Vec<&str> = words.collect();
        (row.raw.id.as_ref().clone(), words.join("|"))
    });
    classes.collect()
}
