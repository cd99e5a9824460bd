//! The index: everything that is asked, and every statement, as texts of terms, and how like a
//! question each meaning of them is. Two rankings look at the same terms: the nearest texts by
//! BM25, and the meanings by likelihood ([`super::naive_bayes`]). What of a question an answer holds is told
//! by [`held`].

mod held;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::naive_bayes::{Hearing, NaiveBayes};
use super::words::{Lexicon, Seen, Terms, plain, term_of};
use care_engine::content::{
    Anchor, Content, IntentIx, LineIx, NoAnswerIx, OptionIx, SmallTalkKind, StatementIx,
    SynonymSetIx, TreatmentIx,
};

pub(super) use held::Held;

/// What a text in the index speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Meant {
    /// Something that statements answer.
    Intent(IntentIx),
    /// A statement's own words.
    Statement(StatementIx),
    /// Of the matter, and not answered.
    NoAnswer(NoAnswerIx),
    /// A red flag, told of the patient.
    Alarm(OptionIx),
    /// A message that no statement answers: a dose, an image, small talk.
    SmallTalk(SmallTalkKind),
}

impl Meant {
    /// What is asked, where statements answer it.
    pub(super) fn intent(self) -> Option<IntentIx> {
        match self {
            Self::Intent(place) => Some(place),
            _ => None,
        }
    }

    /// Whether it is something of the matter that is asked, answered or not.
    pub(super) fn is_asked(self) -> bool {
        matches!(self, Self::Intent(_) | Self::NoAnswer(_))
    }
}

/// How like a question one meaning is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Likeness {
    /// The meaning that is compared with the question.
    pub meant: Meant,
    /// What share of the question its nearest text holds, from 0 to about 1.
    pub nearest: f32,
    /// The same of its three nearest texts, the nearest counting most.
    pub near: f32,
    /// How much likelier the question's words are here than anywhere, as a natural logarithm.
    pub log_odds: f32,
}

/// The index of one content.
pub(super) struct Index {
    lexicon: Lexicon,
    /// What is listed, word for word, in plain letters; and what is beside it where it is asked of a case.
    listed: HashMap<String, Meant>,
    listed_of_case: HashMap<String, Meant>,
    terms: HashMap<String, u32>,
    /// The texts in which a term stands.
    stands: Vec<Vec<u32>>,
    texts: Vec<Text>,
    meanings: Vec<Meant>,
    mean_length: f32,
    naive_bayes: NaiveBayes,
    /// Line by line of the plans, what it is made of.
    lines: Vec<HashSet<u32>>,
    /// What is asked about a treatment: those that half of the ways to ask it name.
    about: HashMap<IntentIx, Vec<TreatmentIx>>,
}

/// A text of the index.
struct Text {
    meaning: u32,
    /// What a term that stands in it counts.
    weight: f32,
}

/// BM25's two constants: how soon repetition stops counting, and how much length does. Measured on
/// the tuning questions; between 0.5 and 4, and 0.3 and 1, little changes.
const SATURATION: f32 = 1.2;
const LENGTH: f32 = 0.5;
/// How much the kind of a thing counts beside the thing, and what was asked before beside what is.
const WIDER: f32 = 0.4;
const BEFORE: f32 = 0.5;
/// The same where the question itself names nothing: "and how long?".
const BEFORE_ALL: f32 = 0.9;
/// What the nearest text counts, beside the mean of the nearest three.
const NEAREST: f32 = 0.8;
/// What a way of asking counts for the statements that answer it, the best of them first.
const ANSWERS: [f32; 4] = [1.0, 0.3, 0.15, 0.1];
/// What a statement's own words count beside one way of asking for it.
const OWN_WORDS: f32 = 4.0;

/// What somebody has typed, in terms.
pub(super) struct Query {
    own: Terms,
    before: Vec<String>,
    before_counts: f32,
}

impl Index {
    /// Reads everything that can be looked for.
    pub(super) fn new(content: &Content) -> Self {
        let groups = groups(content);
        let mut index = Self::of_words(content, &groups);
        let treatments: HashMap<String, &[TreatmentIx]> = (content.language.synonyms.iter())
            .map(|set| (term_of(&set.id), set.treatments.as_slice()))
            .collect();
        let mut places = HashMap::new();
        let mut hearing = Hearing::default();
        let mut lengths = Vec::new();
        for (meant, texts) in &groups {
            let meaning = index.meaning(&mut places, *meant);
            let mut uses: BTreeMap<u32, f32> = BTreeMap::new();
            // Authors and trials are asked for by name.
            let sources = match meant {
                Meant::Statement(place) => sources(content, *place),
                _ => Vec::new(),
            };
            let mut named: BTreeMap<TreatmentIx, usize> = BTreeMap::new();
            for text in texts.iter().chain(&sources) {
                let place = lengths.len() as u32;
                let own = index.lexicon.terms(text).own;
                let treatments = own.iter().filter_map(|term| treatments.get(term));
                for treatment in treatments
                    .flat_map(|all| all.iter())
                    .collect::<BTreeSet<_>>()
                {
                    *named.entry(*treatment).or_default() += 1;
                }
                lengths.push((meaning, own.len()));
                for term in own {
                    let number = index.number(term);
                    index.stands[number as usize].push(place);
                    *uses.entry(number).or_default() += 1.0;
                }
            }
            let mut hear = |meaning: u32, counts: f32, usual: bool| {
                let terms: Vec<_> = uses
                    .iter()
                    .map(|(term, times)| (*term, times * counts))
                    .collect();
                hearing.hear(meaning, texts.len() as f32 * counts, &terms, usual);
            };
            match meant {
                Meant::Statement(_) => hear(meaning, OWN_WORDS, false),
                Meant::Intent(asked) => {
                    named.retain(|_, times| *times * 2 >= texts.len());
                    index.about.insert(*asked, named.into_keys().collect());
                    hear(meaning, 1.0, true);
                    for (statement, counts) in content.intent(*asked).statements.iter().zip(ANSWERS)
                    {
                        hear(
                            index.meaning(&mut places, Meant::Statement(*statement)),
                            counts,
                            false,
                        );
                    }
                }
                _ => hear(meaning, 1.0, true),
            }
        }
        let all: usize = lengths.iter().map(|(_, length)| length).sum();
        index.mean_length = all as f32 / lengths.len().max(1) as f32;
        index.texts = lengths
            .into_iter()
            .map(|(meaning, length)| Text {
                meaning,
                weight: weight(length, index.mean_length),
            })
            .collect();
        index.naive_bayes = hearing.end();
        let lines = content.lines.iter().map(|line| {
            let own = index.lexicon.terms(&plain(&line.text)).own;
            let numbers = own.iter().filter_map(|term| index.terms.get(term));
            numbers.copied().collect()
        });
        index.lines = lines.collect();
        index
    }

    /// With every word, and no text learnt.
    fn of_words(content: &Content, groups: &[(Meant, Vec<String>)]) -> Self {
        let others = settling(content);
        let lexicon = Lexicon::new(
            &content.language.synonyms,
            groups
                .iter()
                .flat_map(|(_, texts)| texts)
                .map(String::as_str),
            &others,
            &content.language.asking.medicine_endings,
            authors(content),
        );
        let own_words = |meant: &Meant| matches!(meant, Meant::Statement(_));
        let of_case = |meant: &Meant| is_of_case(content, *meant);
        let listed = |only_of_case: bool| {
            (groups.iter().rev())
                .filter(move |(meant, _)| !own_words(meant) && of_case(meant) == only_of_case)
                .flat_map(|(meant, texts)| texts.iter().map(|text| (text.clone(), *meant)))
        };
        Self {
            listed: listed(false).collect(),
            listed_of_case: listed(true).collect(),
            lexicon,
            terms: HashMap::new(),
            stands: Vec::new(),
            texts: Vec::new(),
            meanings: Vec::new(),
            mean_length: 0.0,
            naive_bayes: Hearing::default().end(),
            about: HashMap::new(),
            lines: Vec::new(),
        }
    }

    fn meaning(&mut self, places: &mut HashMap<Meant, u32>, meant: Meant) -> u32 {
        *places.entry(meant).or_insert_with(|| {
            self.meanings.push(meant);
            self.meanings.len() as u32 - 1
        })
    }

    fn number(&mut self, term: String) -> u32 {
        *self.terms.entry(term).or_insert_with(|| {
            self.stands.push(Vec::new());
            self.stands.len() as u32 - 1
        })
    }

    /// Whether a word in small letters stands anywhere in the content.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.lexicon.knows(word)
    }

    /// What somebody has typed, read word by word.
    pub(super) fn read(&self, text: &str) -> Seen {
        self.lexicon.read(text)
    }

    /// The synonym sets that a text of the content names.
    pub(super) fn synonym_sets(&self, text: &str) -> Vec<SynonymSetIx> {
        self.lexicon.synonym_sets(text)
    }

    /// What a synonym set says about the matter.
    pub(super) fn anchor(&self, synonym_set: SynonymSetIx) -> Anchor {
        self.lexicon.anchor(synonym_set)
    }

    /// Whether a line of a plan has anything of a question in its own words.
    pub(super) fn has_of(&self, line: LineIx, asked: &Terms) -> bool {
        let line = &self.lines[line.index()];
        let mut numbers = asked.own.iter().filter_map(|term| self.terms.get(term));
        numbers.any(|number| line.contains(number))
    }

    /// The treatments that something is asked about.
    pub(super) fn asked_about(&self, asked: IntentIx) -> &[TreatmentIx] {
        self.about.get(&asked).map_or(&[], Vec::as_slice)
    }

    /// The term of a synonym set.
    pub(super) fn term(&self, synonym_set: SynonymSetIx) -> String {
        self.lexicon.terms_of(synonym_set).0.to_owned()
    }

    /// The share of the texts of a meaning in which a term stands.
    pub(super) fn share(&self, term: &str, meant: Meant) -> f32 {
        let is_of = |text: &Text| self.meanings[text.meaning as usize] == meant;
        let all = self.texts.iter().filter(|text| is_of(text)).count();
        let number = self.terms.get(term).copied();
        let stands = number.map_or(&[][..], |number| &self.stands[number as usize]);
        let with = stands
            .iter()
            .filter(|text| is_of(&self.texts[**text as usize]));
        with.count() as f32 / all.max(1) as f32
    }

    /// What a text in plain letters means that is listed word for word; `of_case`: it is asked of a case.
    pub(super) fn listed(&self, plain: &str, of_case: bool) -> Option<Meant> {
        let in_case = self.listed_of_case.get(plain).filter(|_| of_case);
        in_case.or_else(|| self.listed.get(plain)).copied()
    }

    /// What was typed, and the topic that it leans on: the things that the last answered question
    /// named, never its words.
    pub(super) fn query(&self, content: &Content, own: &Terms, topic: &[SynonymSetIx]) -> Query {
        let names = own.own.iter().any(|term| term.starts_with('#'));
        let topic = topic.iter().map(|place| {
            let synonym_set = &content.language.synonyms[place.index()];
            term_of(&synonym_set.id)
        });
        Query {
            own: own.clone(),
            before: topic.filter(|term| !own.own.contains(term)).collect(),
            before_counts: if names { BEFORE } else { BEFORE_ALL },
        }
    }

    /// How like the question every meaning is that anything speaks for.
    pub(super) fn likenesses(&self, query: &Query) -> Vec<Likeness> {
        let terms: Vec<(u32, f32)> = query
            .terms()
            .filter_map(|(term, counts)| Some((*self.terms.get(term)?, counts)))
            .collect();
        let log_odds = self.naive_bayes.log_odds(&terms);
        let mut scores = vec![0.0_f32; self.texts.len()];
        for (term, counts) in &terms {
            let counts = counts * self.rarity(Some(*term));
            for place in &self.stands[*term as usize] {
                scores[*place as usize] += counts * self.texts[*place as usize].weight;
            }
        }
        let full = self.full(query);
        let mut best = vec![[0.0_f32; 3]; self.meanings.len()];
        for (text, score) in self.texts.iter().zip(scores) {
            let best = &mut best[text.meaning as usize];
            // Kept the best first.
            let mut score = score / full;
            for kept in best {
                if score > *kept {
                    std::mem::swap(kept, &mut score);
                }
            }
        }
        (self.meanings.iter().zip(best))
            .zip(log_odds)
            .filter(|((_, best), log_odds)| best[0] > 0.0 || *log_odds > 0.0)
            .map(|((meant, best), log_odds)| Likeness {
                meant: *meant,
                nearest: best[0],
                near: NEAREST * best[0] + (1.0 - NEAREST) * best.iter().sum::<f32>() / 3.0,
                log_odds,
            })
            .collect()
    }

    /// What a text would score that holds all of the question and nothing else. Terms that stand
    /// nowhere count as the rarest: they are what is not understood.
    fn full(&self, query: &Query) -> f32 {
        let length = query.own.own.len().min(self.mean_length as usize);
        let all: f32 = query
            .terms()
            .map(|(term, counts)| counts * self.rarity(self.terms.get(term).copied()))
            .sum();
        weight(length, self.mean_length) * all
    }

    fn rarity(&self, term: Option<u32>) -> f32 {
        let stands = term.map_or(0, |number| self.stands[number as usize].len()) as f32;
        let all = self.texts.len() as f32;
        (1.0 + (all - stands + 0.5) / (stands + 0.5)).ln()
    }
}

impl Query {
    /// Every term with what it counts.
    fn terms(&self) -> impl Iterator<Item = (&String, f32)> {
        let with = |counts: f32| move |term| (term, counts);
        (self.own.own.iter().map(with(1.0)))
            .chain(self.own.wider.iter().map(with(WIDER)))
            .chain(self.before.iter().map(with(self.before_counts)))
    }
}

/// Whether something is asked of a case only.
pub(super) fn is_of_case(content: &Content, meant: Meant) -> bool {
    match meant {
        Meant::Intent(place) => content.intent(place).of_case,
        _ => false,
    }
}

/// What a term that stands once counts in a text of so many.
fn weight(length: usize, mean: f32) -> f32 {
    let relative = length as f32 / mean;
    (SATURATION + 1.0) / (1.0 + SATURATION * (1.0 - LENGTH + LENGTH * relative))
}

/// Everything that can be looked for, in plain letters, by what it speaks for.
fn groups(content: &Content) -> Vec<(Meant, Vec<String>)> {
    fn plain_ways<'a>(ways: impl IntoIterator<Item = &'a String>) -> Vec<String> {
        ways.into_iter().map(|way| plain(way)).collect()
    }
    let language = &content.language;
    let asked = (language.intents.iter().enumerate()).map(|(place, asked)| {
        (
            Meant::Intent(IntentIx::new(place)),
            plain_ways(&asked.examples),
        )
    });
    let statements = content
        .statements
        .iter()
        .enumerate()
        .map(|(place, statement)| {
            let texts = [&statement.text].into_iter().chain(&statement.plain);
            (Meant::Statement(StatementIx::new(place)), plain_ways(texts))
        });
    let gaps = (language.no_answers.iter().enumerate()).map(|(place, gap)| {
        (
            Meant::NoAnswer(NoAnswerIx::new(place)),
            plain_ways(&gap.examples),
        )
    });
    let alarms = (language.alarms.iter())
        .map(|alarm| (Meant::Alarm(alarm.flag), plain_ways(&alarm.examples)));
    let talk = (language.small_talk.iter())
        .map(|talk| (Meant::SmallTalk(talk.kind), plain_ways(&talk.examples)));
    (asked.chain(statements))
        .chain(gaps)
        .chain(alarms)
        .chain(talk)
        .filter(|(_, texts)| !texts.is_empty())
        .collect()
}

/// How the sources of a statement are called, in plain letters.
fn sources(content: &Content, place: StatementIx) -> Vec<String> {
    let references = content.statement(place).references.iter();
    references
        .map(|place| plain(&content.reference(*place).short))
        .collect()
}

/// The words by which sources are called.
fn authors(content: &Content) -> HashSet<String> {
    let sources = content.references.iter();
    let words = sources.map(|source| plain(&source.short));
    words
        .flat_map(|text| text.split(' ').map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

/// The phrases that settle what a message is, in plain letters: they too are mistyped.
fn settling(content: &Content) -> Vec<String> {
    let language = &content.language;
    let alarms = language.alarms.iter().flat_map(|alarm| &alarm.words);
    let talk = (language.small_talk.iter()).flat_map(|talk| talk.words.iter().chain(&talk.names));
    let whole = alarms.chain(talk);
    // Of a word with an open end only a part is known.
    whole
        .filter(|word| !word.ends_with('*'))
        .map(|word| plain(word))
        .collect()
}
