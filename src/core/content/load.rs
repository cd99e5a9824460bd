//! From files to [`Content`]: gathers the tables, resolves every id, and reports every fault.

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest, Sha256};

use super::condition::{Condition, Unanswered};
use super::finding::{BadContent, Finding, SourceFile};
use super::ids::{FactIx, MOST_OPTIONS, OptionIx, OptionSet, QuestionIx};
use super::ids::{LineIx, ReferenceIx, RoleIx, SectionIx, StatementIx, TreatmentIx};
use super::parse::{self, Kind, Names};
use super::raw::{self, Text};
use super::{
    Basis, Content, Depth, Fact, Line, Pathway, PathwayRule, Question, QuestionOption, Reference,
    Role, Rule, RulePart, Section, SectionKind, Stage, Statement, Support, Topic, Treatment,
    Withholding,
};

mod texts;
pub use texts::REQUIRED_TEXTS;

/// Telegram's callback data holds 64 bytes; case, turn and verb take the rest.
const LONGEST_QUESTION_AND_OPTION: usize = 42;
/// A button's label, so that it is not cut on a narrow phone.
const LONGEST_LABEL: usize = 34;
/// A plan line is read between two patients.
const LONGEST_LINE: usize = 170;

/// A table row and the file it stands in.
struct Row<T> {
    file: usize,
    raw: T,
}

#[derive(Default)]
struct Tables {
    topic: Option<Topic>,
    texts: BTreeMap<String, String>,
    questions: Vec<Row<raw::Question>>,
    roles: Vec<Row<raw::Role>>,
    facts: Vec<Row<raw::Fact>>,
    pathways: Vec<Row<raw::Pathway>>,
    sections: Vec<Row<raw::Named>>,
    treatments: Vec<Row<raw::Named>>,
    rules: Vec<Row<raw::Rule>>,
    lines: Vec<Row<raw::Line>>,
    statements: Vec<Row<raw::Statement>>,
    references: Vec<Row<raw::Reference>>,
}

/// Ids of everything, and the faults found so far.
struct Loader {
    files: Vec<SourceFile>,
    findings: Vec<Finding>,
    questions: HashMap<String, usize>,
    options: Vec<HashMap<String, usize>>,
    kinds: Vec<Kind>,
    facts: HashMap<String, usize>,
    sections: HashMap<String, usize>,
    treatments: HashMap<String, usize>,
    lines: HashMap<String, usize>,
    statements: HashMap<String, usize>,
    references: HashMap<String, usize>,
    roles: HashMap<String, usize>,
}

impl Names for Loader {
    fn question(&self, id: &str) -> Option<QuestionIx> {
        self.questions.get(id).copied().map(QuestionIx::new)
    }

    fn option(&self, question: QuestionIx, id: &str) -> Option<OptionIx> {
        let options = self.options.get(question.index())?;
        options.get(id).copied().map(OptionIx::new)
    }

    fn fact(&self, id: &str) -> Option<FactIx> {
        self.facts.get(id).copied().map(FactIx::new)
    }

    fn kind(&self, question: QuestionIx) -> Kind {
        self.kinds
            .get(question.index())
            .copied()
            .unwrap_or(Kind::One)
    }
}

pub fn load(mut files: Vec<SourceFile>) -> Result<Content, BadContent> {
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let version = digest(&files);
    let mut findings = Vec::new();
    let mut tables = gather(&files, &mut findings);
    if !findings.is_empty() {
        return Err(BadContent(findings));
    }
    let mut loader = Loader::index(files, &mut tables);
    let content = loader.resolve(tables, version);
    if loader.findings.is_empty() {
        Ok(content)
    } else {
        Err(BadContent(loader.findings))
    }
}

fn digest(files: &[SourceFile]) -> String {
    let mut hasher = Sha256::new();
    for file in files {
        hasher.update(file.path.as_bytes());
        hasher.update([0]);
        hasher.update(file.text.as_bytes());
        hasher.update([0]);
    }
    hasher
        .finalize()
        .iter()
        .take(4)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

fn gather(files: &[SourceFile], findings: &mut Vec<Finding>) -> Tables {
    let mut tables = Tables::default();
    for (index, file) in files.iter().enumerate() {
        let read: raw::File = match toml::from_str(&file.text) {
            Ok(read) => read,
            Err(error) => {
                let offset = error.span().map_or(0, |span| span.start);
                findings.push(file.finding(
                    offset,
                    error.message().replace('\n', " "),
                    "correct this place; ARCHITECTURE.md describes each table",
                ));
                continue;
            }
        };
        if let Some(topic) = read.topic {
            let at = topic.span().start;
            let raw = topic.into_inner();
            let previous = tables.topic.replace(Topic {
                id: raw.id,
                title: raw.title,
                evidence_date: raw.evidence_date,
                next_review: raw.next_review,
                status: raw.status,
            });
            if previous.is_some() {
                findings.push(file.finding(at, "a second [topic]", "keep one of them"));
            }
        }
        for (key, text) in read.texts.unwrap_or_default() {
            let at = text.span().start;
            if tables
                .texts
                .insert(key.clone(), text.into_inner())
                .is_some()
            {
                findings.push(file.finding(
                    at,
                    format!("the text `{key}` stands twice"),
                    "keep one of them",
                ));
            }
        }
        push(&mut tables.questions, index, read.question);
        push(&mut tables.roles, index, read.role);
        push(&mut tables.facts, index, read.fact);
        push(&mut tables.pathways, index, read.pathway);
        push(&mut tables.sections, index, read.section);
        push(&mut tables.treatments, index, read.treatment);
        push(&mut tables.rules, index, read.rule);
        push(&mut tables.lines, index, read.line);
        push(&mut tables.statements, index, read.statement);
        push(&mut tables.references, index, read.reference);
    }
    if tables.topic.is_none() && findings.is_empty() {
        findings.push(Finding {
            file: files
                .first()
                .map_or_else(|| "(no file)".into(), |file| file.path.clone()),
            line: 1,
            column: 1,
            problem: "no [topic] table in any file".into(),
            remedy: "point --dialogues at a topic's folder, one that holds topic.toml".into(),
        });
    }
    tables
}

fn push<T>(rows: &mut Vec<Row<T>>, file: usize, read: Vec<T>) {
    rows.extend(read.into_iter().map(|raw| Row { file, raw }));
}

impl Loader {
    fn index(files: Vec<SourceFile>, tables: &mut Tables) -> Self {
        let mut loader = Self {
            files,
            findings: Vec::new(),
            questions: HashMap::new(),
            options: Vec::new(),
            kinds: Vec::new(),
            facts: HashMap::new(),
            sections: HashMap::new(),
            treatments: HashMap::new(),
            lines: HashMap::new(),
            statements: HashMap::new(),
            references: HashMap::new(),
            roles: HashMap::new(),
        };
        // Rules are applied in number order, whichever file they stand in.
        tables
            .rules
            .sort_by(|a, b| a.raw.id.as_ref().cmp(b.raw.id.as_ref()));
        loader.questions = loader.ids(&tables.questions, |raw| &raw.id);
        for row in &tables.questions {
            let mut options = HashMap::new();
            for (place, option) in row.raw.option.iter().enumerate() {
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
                "several" => Kind::Several,
                "number" => Kind::Number,
                _ => Kind::One,
            };
            loader.kinds.push(kind);
        }
        loader.sections = loader.ids(&tables.sections, |raw| &raw.id);
        loader.treatments = loader.ids(&tables.treatments, |raw| &raw.id);
        loader.lines = loader.ids(&tables.lines, |raw| &raw.id);
        loader.statements = loader.ids(&tables.statements, |raw| &raw.id);
        loader.references = loader.ids(&tables.references, |raw| &raw.id);
        loader.roles = loader.ids(&tables.roles, |raw| &raw.id);
        loader.ids(&tables.rules, |raw| &raw.id);
        loader
    }

    fn ids<T>(&mut self, rows: &[Row<T>], id: impl Fn(&T) -> &Text) -> HashMap<String, usize> {
        let mut places = HashMap::new();
        for (place, row) in rows.iter().enumerate() {
            let text = id(&row.raw);
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

    fn fault<T>(
        &mut self,
        file: usize,
        at: &toml::Spanned<T>,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.findings
            .push(self.files[file].finding(at.span().start, problem, remedy));
    }

    fn condition(&mut self, file: usize, text: &Text) -> Condition {
        match parse::condition(text.as_ref(), self) {
            Ok(condition) => condition,
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

    fn optional_condition(&mut self, file: usize, text: Option<&Text>) -> Condition {
        text.map_or(Condition::Constant(true), |text| self.condition(file, text))
    }

    fn place<Ix>(
        &mut self,
        file: usize,
        text: &Text,
        what: &str,
        table: impl Fn(&Self) -> &HashMap<String, usize>,
        place: impl Fn(usize) -> Ix,
    ) -> Option<Ix> {
        let found = table(self).get(text.as_ref()).copied();
        if found.is_none() {
            self.fault(
                file,
                text,
                format!("no {what} has the id `{}`", text.as_ref()),
                "check the spelling, or write it",
            );
        }
        found.map(place)
    }

    fn lines(&mut self, file: usize, ids: &[Text]) -> Vec<LineIx> {
        ids.iter()
            .filter_map(|id| self.place(file, id, "line", |l| &l.lines, LineIx::new))
            .collect()
    }

    fn statements(&mut self, file: usize, ids: &[Text]) -> Vec<StatementIx> {
        ids.iter()
            .filter_map(|id| self.place(file, id, "statement", |l| &l.statements, StatementIx::new))
            .collect()
    }

    /// One of a closed list of words.
    fn word<T: Copy>(&mut self, file: usize, text: &Text, words: &[(&str, T)]) -> T {
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

    fn resolve(&mut self, tables: Tables, version: String) -> Content {
        let facts = self.facts_in_order(tables.facts);
        let questions: Vec<Question> = tables
            .questions
            .into_iter()
            .map(|row| self.question_of(row))
            .collect();
        let unanswered = questions
            .iter()
            .map(|question| Unanswered {
                assume: question.assume.map(OptionSet::only),
                on_the_way: question.stage == Stage::Core,
            })
            .collect();
        let references: Vec<Reference> = tables
            .references
            .into_iter()
            .map(|row| self.reference_of(row))
            .collect();
        let statements: Vec<Statement> = tables
            .statements
            .into_iter()
            .map(|row| self.statement_of(row, &references))
            .collect();
        let sections = tables.sections.into_iter().map(section_of).collect();
        let treatments = tables
            .treatments
            .into_iter()
            .map(|row| Treatment {
                id: row.raw.id.into_inner(),
                name: row.raw.name.into_inner(),
            })
            .collect();
        let roles = tables
            .roles
            .into_iter()
            .filter_map(|row| self.role_of(row))
            .collect();
        let lines = tables
            .lines
            .into_iter()
            .filter_map(|row| self.line_of(row, &statements))
            .collect();
        let rules = tables
            .rules
            .into_iter()
            .map(|row| self.rule_of(row))
            .collect();
        let pathways = tables
            .pathways
            .into_iter()
            .filter_map(|row| self.pathway_of(row))
            .collect();
        self.required(&tables.texts);
        Content {
            topic: tables.topic.unwrap_or_else(|| Topic {
                id: String::new(),
                title: String::new(),
                evidence_date: String::new(),
                next_review: String::new(),
                status: String::new(),
            }),
            version,
            questions,
            roles,
            facts,
            pathways,
            sections,
            treatments,
            rules,
            lines,
            statements,
            references,
            texts: tables.texts,
            unanswered,
        }
    }

    /// Facts are evaluated once, in order, so each may only name earlier ones: they are brought
    /// into such an order here, and a circle is refused.
    fn facts_in_order(&mut self, mut rows: Vec<Row<raw::Fact>>) -> Vec<Fact> {
        self.ids(&rows, |raw| &raw.id);
        let mut facts = Vec::new();
        while !rows.is_empty() {
            // Ready is what can be read by now; and what cannot be read for any other reason than
            // a fact that is still to come, so that its fault is told where it stands.
            let ready = rows.iter().position(|row| {
                let Err(unreadable) = parse::condition(row.raw.when.as_ref(), self) else {
                    return true;
                };
                !rows
                    .iter()
                    .any(|other| unreadable.names(row.raw.when.as_ref(), other.raw.id.as_ref()))
            });
            let Some(ready) = ready else {
                let row = &rows[0];
                self.findings.push(self.files[row.file].finding(
                    row.raw.id.span().start,
                    format!("the fact `{}` is part of a circle", row.raw.id.as_ref()),
                    "a fact may not, through others, name itself",
                ));
                break;
            };
            let row = rows.remove(ready);
            let when = self.condition(row.file, &row.raw.when);
            let id = row.raw.id.into_inner();
            self.facts.insert(id.clone(), facts.len());
            facts.push(Fact {
                id,
                says: row.raw.says,
                when,
            });
        }
        facts
    }

    fn question_of(&mut self, row: Row<raw::Question>) -> Question {
        let Row { file, raw } = row;
        let kind = self.word(
            file,
            &raw.kind,
            &[
                ("one", Kind::One),
                ("several", Kind::Several),
                ("number", Kind::Number),
            ],
        );
        let stage = self.word(
            file,
            &raw.stage,
            &[
                ("core", Stage::Core),
                ("refine", Stage::Refine),
                ("setting", Stage::Setting),
            ],
        );
        if (kind == Kind::Number) != raw.option.is_empty() || raw.option.len() > MOST_OPTIONS {
            self.fault(
                file,
                &raw.id,
                "a choice needs 1 to 32 options, a number none",
                "add or remove [[question.option]] tables",
            );
        }
        let place = self.question(raw.id.as_ref()).unwrap_or(QuestionIx::new(0));
        let own = |loader: &mut Self, text: &Text| {
            let found = loader.option(place, text.as_ref());
            if found.is_none() {
                loader.fault(
                    file,
                    text,
                    format!("`{}` is not an option of this question", text.as_ref()),
                    "name one of its options",
                );
            }
            found
        };
        let assume = raw.assume.as_ref().and_then(|text| own(self, text));
        let unknown = raw.unknown.as_ref().and_then(|text| own(self, text));
        let alone = raw
            .alone
            .iter()
            .filter_map(|text| own(self, text))
            .collect();
        let core_if = self.optional_condition(file, raw.core_if.as_ref());
        let ask_if = self.condition(file, &raw.ask_if);
        let id = raw.id.into_inner();
        let options = raw
            .option
            .into_iter()
            .map(|option| self.option_of(file, &id, option))
            .collect();
        Question {
            dossier: raw.dossier,
            kind,
            title: raw.title.into_inner(),
            ask: raw.ask.into_inner(),
            help: raw.help.map(Text::into_inner),
            stage,
            core_if,
            ask_if,
            assume,
            assumed: raw.assumed.map(Text::into_inner),
            unknown,
            alone,
            insist: raw.insist,
            when_urgent: raw.when_urgent,
            in_summary: raw.in_summary,
            min: raw.min.unwrap_or(0),
            max: raw.max.unwrap_or(u16::MAX),
            optional: raw.optional,
            options,
            id,
        }
    }

    fn option_of(
        &mut self,
        file: usize,
        question: &str,
        raw: raw::QuestionOption,
    ) -> QuestionOption {
        if question.len() + raw.id.as_ref().len() > LONGEST_QUESTION_AND_OPTION {
            self.fault(
                file,
                &raw.id,
                format!("question and option id are over {LONGEST_QUESTION_AND_OPTION} bytes"),
                "a button carries both within Telegram's 64 bytes; shorten the option's id",
            );
        }
        if raw.label.as_ref().chars().count() > LONGEST_LABEL {
            self.fault(
                file,
                &raw.label,
                format!("a button of over {LONGEST_LABEL} characters is cut on a phone"),
                "shorten the label and explain in `detail`",
            );
        }
        let asks_again = raw
            .asks_again
            .as_ref()
            .and_then(|text| self.place(file, text, "question", |l| &l.questions, QuestionIx::new));
        QuestionOption {
            id: raw.id.into_inner(),
            label: raw.label.into_inner(),
            detail: raw.detail.map(Text::into_inner),
            also: raw.also,
            range: raw.range.map(|[from, to]| (from, to)),
            asks_again,
        }
    }

    fn role_of(&mut self, row: Row<raw::Role>) -> Option<Role> {
        let Row { file, raw } = row;
        let depth = self.word(
            file,
            &raw.depth,
            &[
                ("brief", Depth::Brief),
                ("standard", Depth::Standard),
                ("explained", Depth::Explained),
                ("plain", Depth::Plain),
            ],
        );
        let asker = self.question("asker");
        let answer = asker.and_then(|asker| Some((asker, self.option(asker, raw.asker.as_ref())?)));
        let Some(asker) = answer else {
            self.fault(
                file,
                &raw.asker,
                format!(
                    "`{}` is not an answer to the question `asker`",
                    raw.asker.as_ref()
                ),
                "name one of its options",
            );
            return None;
        };
        Some(Role {
            id: raw.id.into_inner(),
            label: raw.label.into_inner(),
            asker,
            depth,
        })
    }

    fn pathway_of(&mut self, row: Row<raw::Pathway>) -> Option<PathwayRule> {
        let pathway = self.pathway_id(row.file, &row.raw.id)?;
        let when = self.condition(row.file, &row.raw.when);
        Some(PathwayRule {
            pathway,
            title: row.raw.title,
            when,
        })
    }

    fn pathway_id(&mut self, file: usize, text: &Text) -> Option<Pathway> {
        let found = Pathway::from_id(text.as_ref());
        if found.is_none() {
            let ids: Vec<_> = Pathway::ALL.iter().map(|pathway| pathway.id()).collect();
            self.fault(
                file,
                text,
                format!("`{}` is not a pathway", text.as_ref()),
                format!("write one of: {}", ids.join(", ")),
            );
        }
        found
    }

    fn rule_of(&mut self, row: Row<raw::Rule>) -> Rule {
        let Row { file, raw } = row;
        let pathways = if raw.pathways.is_empty() {
            Pathway::ALL.to_vec()
        } else {
            raw.pathways
                .iter()
                .filter_map(|text| self.pathway_id(file, text))
                .collect()
        };
        let when = self.condition(file, &raw.when);
        let mut parts = vec![RulePart {
            when: Condition::Constant(true),
            show: self.lines(file, &raw.show),
            hold: self.lines(file, &raw.hold),
        }];
        for part in &raw.parts {
            parts.push(RulePart {
                when: self.condition(file, &part.when),
                show: self.lines(file, &part.show),
                hold: self.lines(file, &part.hold),
            });
        }
        let withholds = raw
            .withhold
            .iter()
            .filter_map(|part| self.withholding_of(file, part))
            .collect();
        Rule {
            id: raw.id.into_inner(),
            says: raw.says.into_inner(),
            pathways,
            when,
            policy: raw.policy,
            parts,
            withholds,
        }
    }

    fn withholding_of(&mut self, file: usize, raw: &raw::Withhold) -> Option<Withholding> {
        let treatment = self.place(
            file,
            &raw.treatment,
            "treatment",
            |l| &l.treatments,
            TreatmentIx::new,
        )?;
        let statements = self.statements(file, &raw.statements);
        if statements.is_empty() && !raw.policy {
            self.fault(
                file,
                &raw.reason,
                "a reason without a statement",
                "name the statements it rests on, or mark it `policy = true`",
            );
        }
        Some(Withholding {
            treatment,
            when: self.optional_condition(file, raw.when.as_ref()),
            reason: raw.reason.as_ref().clone(),
            statements,
            policy: raw.policy,
        })
    }

    fn line_of(&mut self, row: Row<raw::Line>, known: &[Statement]) -> Option<Line> {
        let Row { file, raw } = row;
        let section = self.place(
            file,
            &raw.section,
            "section",
            |l| &l.sections,
            SectionIx::new,
        )?;
        let statements = self.statements(file, &raw.statements);
        let cited = statements.iter().any(|statement| {
            known
                .get(statement.index())
                .is_some_and(|s| !s.references.is_empty())
        });
        if !cited && !raw.policy {
            self.fault(
                file,
                &raw.text,
                "a line that rests on no statement with a source",
                "name the statements it rests on, or mark it `policy = true`",
            );
        }
        let treatment = raw.treatment.as_ref().and_then(|text| {
            self.place(file, text, "treatment", |l| &l.treatments, TreatmentIx::new)
        });
        let mut roles = BTreeMap::new();
        for (role, text) in &raw.roles {
            self.length(file, text);
            match self.roles.get(role).copied() {
                Some(place) => {
                    roles.insert(RoleIx::new(place), text.as_ref().clone());
                }
                None => self.fault(
                    file,
                    text,
                    format!("no role has the id `{role}`"),
                    "check it against the [[role]] tables",
                ),
            }
        }
        self.length(file, &raw.text);
        Some(Line {
            id: raw.id.into_inner(),
            section,
            rank: raw.rank,
            text: raw.text.into_inner(),
            statements,
            policy: raw.policy,
            treatment,
            roles,
        })
    }

    fn length(&mut self, file: usize, text: &Text) {
        let length = text.as_ref().chars().count();
        if length == 0 || length > LONGEST_LINE {
            self.fault(
                file,
                text,
                format!("a line of {length} characters"),
                format!("one sentence of at most {LONGEST_LINE}; move the rest to a statement"),
            );
        }
    }

    fn statement_of(&mut self, row: Row<raw::Statement>, known: &[Reference]) -> Statement {
        let Row { file, raw } = row;
        let references = raw
            .references
            .iter()
            .filter_map(|id| self.place(file, id, "reference", |l| &l.references, ReferenceIx::new))
            .filter(|place| {
                known
                    .get(place.index())
                    .is_some_and(|reference| reference.citable)
            })
            .collect::<Vec<_>>();
        if references.is_empty() {
            self.fault(
                file,
                &raw.text,
                "a statement without a source that may be shown",
                "name a reference that was read (`seen` V1 or V2)",
            );
        }
        Statement {
            references,
            basis: self.word(
                file,
                &raw.basis,
                &[
                    ("T", Basis::Tendinopathy),
                    ("D", Basis::Direct),
                    ("H", Basis::OtherSites),
                    ("G", Basis::General),
                ],
            ),
            support: self.word(
                file,
                &raw.support,
                &[
                    ("S", Support::SeedOnly),
                    ("V", Support::Verified),
                    ("2", Support::SecondHand),
                ],
            ),
            in_plans: self.word(file, &raw.purpose, &[("answer", false), ("plan", true)]),
            id: raw.id.into_inner(),
            text: raw.text.into_inner(),
            strength: raw.strength,
            applies_to: raw.applies_to,
            conflicts: raw.conflicts,
            note: raw.note,
        }
    }

    fn reference_of(&mut self, row: Row<raw::Reference>) -> Reference {
        let Row { file, raw } = row;
        let kinds = [
            "guideline",
            "review",
            "trial",
            "study",
            "case_report",
            "label",
            "clinical_reference",
            "leaflet",
            "summary",
        ];
        let kind = self.word(file, &raw.kind, &kinds.map(|kind| (kind, kind)));
        let citable = self.word(
            file,
            &raw.seen,
            &[("U", false), ("VC", false), ("V1", true), ("V2", true)],
        );
        let url = raw.url.as_ref();
        if !(url.starts_with("https://") || url.starts_with("http://")) || url.contains(['"', ' '])
        {
            self.fault(
                file,
                &raw.url,
                "a reference without a usable link",
                "write the DOI or page as a link that begins with https://",
            );
        }
        Reference {
            id: raw.id.into_inner(),
            short: raw.short.into_inner(),
            kind: kind.to_owned(),
            described: raw.described,
            citation: raw.citation,
            url: raw.url.into_inner(),
            citable,
            how: raw.how,
        }
    }

    fn required(&mut self, texts: &BTreeMap<String, String>) {
        for key in REQUIRED_TEXTS {
            if !texts.contains_key(*key) {
                self.findings.push(Finding {
                    file: "texts.toml".into(),
                    line: 1,
                    column: 1,
                    problem: format!("the text `{key}` is missing"),
                    remedy: "add it to a [texts] table".into(),
                });
            }
        }
    }
}

fn section_of(row: Row<raw::Named>) -> Section {
    let id = row.raw.id.into_inner();
    let kind = match id.as_str() {
        "banner" => SectionKind::Banner,
        "bottom_line" => SectionKind::BottomLine,
        "review" => SectionKind::Review,
        "safety_net" => SectionKind::SafetyNet,
        _ => SectionKind::Body,
    };
    Section {
        title: row.raw.name.into_inner(),
        kind,
        id,
    }
}
