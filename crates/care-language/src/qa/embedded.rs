//! A second reader beside the words: what is listed as embeddings of a sentence model, among which a question lies near
//! what means the same, also where it shares no word with it. It is asked only what words do not settle, and nothing
//! is said that is not listed. What it bought stands in `docs/adr/0014-a-second-reader.md`; a conversation does without it
//! until [`super::Conversation::with_second_reader`].

use super::index::{Meant, is_of_case};
use super::reply::Reason;
use care_embedding::Embedding;
use care_embedding::file::EmbeddingFile;
use care_embedding::model::{ModelError, SentenceModel};
use care_engine::content::{Content, IntentIx, NoAnswerIx};

/// The listed ways of asking, by what they mean, each as where it lies.
pub struct EmbeddedWays {
    ways: Vec<(Meant, Vec<Embedding>)>,
}

/// What the second reader takes a question for, the likest first; of each meaning how near it is, from 0 to 1.
#[derive(Debug, Clone, Default)]
pub(super) struct SecondReading {
    meanings: Vec<(Meant, f32)>,
}

/// What the second reader says to what words made of a question.
pub(super) enum Second {
    /// It means this, though words declined it.
    Means(IntentIx),
    /// It is declined for another reason, or though words would answer it.
    Declines(Reason),
    /// Nothing else.
    Agrees,
}

/// What the nearest way counts beside the mean of the nearest three.
const NEAREST: f32 = 0.8;
/// Most meanings of a reading that are kept.
const MOST: usize = 8;

impl EmbeddedWays {
    /// Takes the ways of asking of a content; those that a file does not have are embedded now, in some 5 ms each.
    ///
    /// # Errors
    /// When the sentence model cannot be used.
    pub fn new(content: &Content, file: EmbeddingFile<'_>) -> Result<Self, ModelError> {
        let embedded = |way: &String| match file.get(way) {
            Some(embedding) => Ok(embedding),
            None => SentenceModel::built_in()?.embed(way),
        };
        let ways = listed(content).map(|(meant, examples)| {
            let embeddings: Result<Vec<_>, _> = examples.iter().map(embedded).collect();
            Ok((meant, embeddings?))
        });
        Ok(Self {
            ways: ways.collect::<Result<_, _>>()?,
        })
    }

    /// What a question is like. Nothing where the model cannot be used: then words alone decide.
    pub(super) fn read(&self, content: &Content, question: &str, of_case: bool) -> SecondReading {
        let model = SentenceModel::built_in();
        let Ok(question) = model.and_then(|model| model.embed(question)) else {
            return SecondReading::default();
        };
        let ways = self.ways.iter();
        let mut meanings: Vec<(Meant, f32)> = ways
            .filter(|(meant, _)| of_case || !is_of_case(content, *meant))
            .map(|(meant, ways)| (*meant, near(&question, ways)))
            .collect();
        meanings.sort_by(|a, b| b.1.total_cmp(&a.1));
        meanings.truncate(MOST);
        SecondReading { meanings }
    }
}

/// How near a question lies to the ways of asking of one meaning.
fn near(question: &Embedding, ways: &[Embedding]) -> f32 {
    let mut nearest = [0.0_f32; 3];
    for way in ways {
        // Kept the nearest first.
        let mut likeness = question.likeness(way);
        for kept in &mut nearest {
            if likeness > *kept {
                std::mem::swap(kept, &mut likeness);
            }
        }
    }
    NEAREST * nearest[0] + (1.0 - NEAREST) * nearest.iter().sum::<f32>() / nearest.len() as f32
}

impl SecondReading {
    /// The likest meaning.
    pub(super) fn first(&self) -> Option<(Meant, f32)> {
        self.meanings.first().copied()
    }

    /// What is likest to be asked, the likest first, as near as this or nearer.
    pub(super) fn nearer_than(&self, least: f32) -> impl Iterator<Item = (Meant, f32)> {
        let meanings = self.meanings.iter().copied();
        meanings.filter(move |(_, near)| *near >= least)
    }
}

/// Every way of asking that is embedded, by what it means.
fn listed(content: &Content) -> impl Iterator<Item = (Meant, &Vec<String>)> {
    let language = &content.language;
    let intents = language.intents.iter().enumerate();
    let intents = intents.map(|(place, one)| (Meant::Intent(IntentIx::new(place)), &one.examples));
    let gaps = language.no_answers.iter().enumerate();
    let gaps = gaps.map(|(place, one)| (Meant::NoAnswer(NoAnswerIx::new(place)), &one.examples));
    let talk = language.small_talk.iter();
    let talk = talk.map(|one| (Meant::SmallTalk(one.kind), &one.examples));
    let all = intents.chain(gaps).chain(talk);
    all.filter(|(_, examples)| !examples.is_empty())
}

/// Every way of asking that is embedded, for the file that keeps them.
pub fn ways_to_embed(content: &Content) -> impl Iterator<Item = &str> {
    listed(content).flat_map(|(_, examples)| examples.iter().map(String::as_str))
}
