//! The search: everything that is asked, and every statement, as one index. The ranking is BM25, by
//! a library; what counts as a word is decided in [`super::words`].

use std::collections::HashMap;

use bm25::{Embedding, Scorer, TokenEmbedding};

use super::words::{Lexicon, Terms};
use crate::core::content::{AskedIx, Content, ElsewhereIx, GapIx, OptionIx, StatementIx, TalkKind};

/// What a text in the index speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meant {
    /// Something that statements answer.
    Asked(AskedIx),
    /// A statement's own words.
    Statement(StatementIx),
    /// Not this bot's matter.
    Elsewhere(ElsewhereIx),
    /// Of the matter, and not answered.
    Gap(GapIx),
    /// A red flag, told of the patient.
    Alarm(OptionIx),
    /// Something else.
    Talk(TalkKind),
}

/// A text found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// What it speaks for.
    pub meant: Meant,
    /// How well it fits.
    pub score: f32,
}

/// The index of one content.
pub struct Index {
    lexicon: Lexicon,
    scorer: Scorer<u32, u32>,
    meant: Vec<Meant>,
    terms: HashMap<String, u32>,
    /// In how many texts a term stands.
    spread: Vec<u32>,
    mean_length: f32,
}

/// BM25's two constants: how soon repetition stops counting, and how much length does. Measured on
/// the tuning half of the evaluation set; between 0.5 and 4, and 0.3 and 1, little changes.
const SATURATION: f32 = 1.2;
const LENGTH: f32 = 0.5;
/// How much the kind of a thing counts beside the thing, and what was asked before beside what is.
const WIDER: f32 = 0.4;
const BEFORE: f32 = 0.5;
/// The same where the question itself names nothing: "and how long?".
const BEFORE_ALL: f32 = 0.9;

/// What somebody has typed, in terms.
pub struct Query {
    own: Terms,
    before: Terms,
    before_counts: f32,
}

impl Index {
    /// Reads everything that can be looked for.
    pub fn new(content: &Content) -> Self {
        let language = &content.language;
        let mut texts: Vec<(Meant, &str)> = Vec::new();
        fn all<'a>(
            texts: &mut Vec<(Meant, &'a str)>,
            meant: Meant,
            ways: impl IntoIterator<Item = &'a String>,
        ) {
            texts.extend(ways.into_iter().map(|way| (meant, way.as_str())));
        }
        for (place, asked) in language.asked.iter().enumerate() {
            all(&mut texts, Meant::Asked(AskedIx::new(place)), &asked.ways);
        }
        for (place, statement) in content.statements.iter().enumerate() {
            let meant = Meant::Statement(StatementIx::new(place));
            all(
                &mut texts,
                meant,
                [&statement.text].into_iter().chain(&statement.plain),
            );
        }
        for (place, elsewhere) in language.elsewhere.iter().enumerate() {
            all(
                &mut texts,
                Meant::Elsewhere(ElsewhereIx::new(place)),
                &elsewhere.ways,
            );
        }
        for (place, gap) in language.gaps.iter().enumerate() {
            all(&mut texts, Meant::Gap(GapIx::new(place)), &gap.ways);
        }
        for alarm in &language.alarms {
            all(&mut texts, Meant::Alarm(alarm.flag), &alarm.ways);
        }
        for talk in &language.talk {
            all(&mut texts, Meant::Talk(talk.kind), &talk.ways);
        }
        let lexicon = Lexicon::new(&language.concepts, texts.iter().map(|(_, text)| *text));
        let mut index = Self {
            lexicon,
            scorer: Scorer::new(),
            meant: texts.iter().map(|(meant, _)| *meant).collect(),
            terms: HashMap::new(),
            spread: Vec::new(),
            mean_length: 1.0,
        };
        let read: Vec<Vec<u32>> = texts
            .iter()
            .map(|(_, text)| {
                let terms = index.lexicon.terms(text);
                terms
                    .own
                    .iter()
                    .chain(&terms.wider)
                    .map(|term| index.number(term))
                    .collect()
            })
            .collect();
        let words: usize = read.iter().map(Vec::len).sum();
        index.mean_length = words as f32 / read.len().max(1) as f32;
        for (place, terms) in read.iter().enumerate() {
            for term in terms {
                index.spread[*term as usize] += 1;
            }
            let weight = index.weight(terms.len());
            index
                .scorer
                .upsert(&(place as u32), embedding(terms, weight));
        }
        index
    }

    fn number(&mut self, term: &str) -> u32 {
        if let Some(number) = self.terms.get(term) {
            return *number;
        }
        let number = self.spread.len() as u32;
        self.terms.insert(term.to_owned(), number);
        self.spread.push(0);
        number
    }

    /// What a term that stands once counts in a text of so many.
    fn weight(&self, length: usize) -> f32 {
        let relative = length as f32 / self.mean_length;
        (SATURATION + 1.0) / (1.0 + SATURATION * (1.0 - LENGTH + LENGTH * relative))
    }

    /// Whether a word in small letters stands anywhere in the content.
    pub fn knows(&self, word: &str) -> bool {
        self.lexicon.knows(word)
    }

    /// What was typed, and what was asked before it.
    pub fn query(&self, question: &str, previous: Option<&str>) -> Query {
        let own = self.lexicon.typed(question);
        let mut before = previous
            .map(|text| self.lexicon.typed(text))
            .unwrap_or_default();
        before.own.retain(|term| !own.own.contains(term));
        let names = own.own.iter().any(|term| term.starts_with('#'));
        Query {
            own,
            before,
            before_counts: if names { BEFORE } else { BEFORE_ALL },
        }
    }

    fn numbers(&self, terms: &[String]) -> Vec<u32> {
        terms
            .iter()
            .filter_map(|term| self.terms.get(term).copied())
            .collect()
    }

    /// Every text that shares a term with the question, the best first.
    pub fn hits(&self, query: &Query) -> Vec<Hit> {
        let mut scores: HashMap<u32, f32> = HashMap::new();
        for (terms, counts) in [
            (&query.own.own, 1.0),
            (&query.own.wider, WIDER),
            (&query.before.own, query.before_counts),
        ] {
            let wanted = embedding(&self.numbers(terms), 1.0);
            for found in self.scorer.matches(&wanted) {
                *scores.entry(found.id).or_default() += counts * found.score;
            }
        }
        let mut hits: Vec<(u32, f32)> = scores.into_iter().collect();
        hits.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        hits.into_iter()
            .map(|(place, score)| Hit {
                meant: self.meant[place as usize],
                score,
            })
            .collect()
    }

    /// What a text would score that holds all of the question and nothing else. Terms that stand
    /// nowhere count as the rarest: they are what is not understood.
    pub fn full(&self, query: &Query) -> f32 {
        let sum = |terms: &[String]| terms.iter().map(|term| self.rarity(term)).sum::<f32>();
        let weight = self.weight(query.own.own.len().min(self.mean_length as usize));
        weight
            * (sum(&query.own.own)
                + WIDER * sum(&query.own.wider)
                + query.before_counts * sum(&query.before.own))
    }

    fn rarity(&self, term: &str) -> f32 {
        let spread = self
            .terms
            .get(term)
            .map_or(0, |number| self.spread[*number as usize]);
        let all = self.meant.len() as f32;
        let spread = spread as f32;
        (1.0 + (all - spread + 0.5) / (spread + 0.5)).ln()
    }
}

fn embedding(terms: &[u32], weight: f32) -> Embedding<u32> {
    let embed = |term: &u32| TokenEmbedding {
        index: *term,
        value: weight,
    };
    Embedding(terms.iter().map(embed).collect())
}
