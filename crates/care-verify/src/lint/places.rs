//! Where everything stands in the files, by kind and id.

use std::collections::HashMap;

use care_engine::content::load::gather::{SourceRow, Tables};
use care_engine::content::raw::Text;
use care_engine::content::{Finding, SourceFile};

/// Where everything stands: `line:exercise.floor_level`, `rule:R-25`, `part:R-25:1`, ...
pub(super) struct Places<'a> {
    files: &'a [SourceFile],
    at: HashMap<String, (usize, usize)>,
}

impl<'a> Places<'a> {
    pub(super) fn new(files: &'a [SourceFile], tables: &Tables) -> Self {
        let mut places = Self {
            files,
            at: HashMap::new(),
        };
        places.add("question", &tables.questions, |raw| &raw.id);
        places.add("fact", &tables.facts, |raw| &raw.id);
        places.add("term", &tables.terms, |raw| &raw.id);
        places.add("section", &tables.sections, |raw| &raw.id);
        places.add("treatment", &tables.treatments, |raw| &raw.id);
        places.add("rule", &tables.rules, |raw| &raw.id);
        places.add("line", &tables.lines, |raw| &raw.id);
        places.add("statement", &tables.statements, |raw| &raw.id);
        places.add("reference", &tables.references, |raw| &raw.id);
        places.add("conflict", &tables.conflicts, |raw| &raw.id);
        places.add("pathway", &tables.pathways, |raw| &raw.id);
        places.add("property", &tables.properties, |raw| &raw.id);
        for row in &tables.questions {
            for option in &row.raw.option {
                let id = format!("{}:{}", row.raw.id.as_ref(), option.id.as_ref());
                places.put("option", &id, row.file, &option.id);
            }
        }
        for row in &tables.rules {
            let rule = row.raw.id.as_ref();
            // A rule's own lines are its first part; they have no condition of their own.
            for (part, raw) in row.raw.parts.iter().enumerate() {
                places.put("part", &format!("{rule}:{}", part + 1), row.file, &raw.when);
            }
            for (reason, raw) in row.raw.withhold.iter().enumerate() {
                places.put("reason", &format!("{rule}:{reason}"), row.file, &raw.reason);
            }
        }
        places
    }

    fn add<T>(&mut self, kind: &str, rows: &[SourceRow<T>], id: impl Fn(&T) -> &Text) {
        for row in rows {
            let text = id(&row.raw);
            self.put(kind, text.as_ref(), row.file, text);
        }
    }

    fn put(&mut self, kind: &str, id: &str, file: usize, at: &Text) {
        self.at
            .insert(format!("{kind}:{id}"), (file, at.span().start));
    }

    /// An error about what is named by kind and id.
    pub(super) fn finding(
        &self,
        of: &str,
        problem: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Finding {
        match self.at.get(of) {
            Some((file, at)) => self.files[*file].finding(*at, problem, remedy),
            None => Finding::new("(all files)", problem, remedy),
        }
    }
}
