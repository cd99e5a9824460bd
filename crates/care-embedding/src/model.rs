//! The sentence model: all-MiniLM-L6-v2 with whole-number weights. Where it comes from stands in `model/README.md`.

use std::sync::{Arc, LazyLock};

use rten::{Model, NodeId, RunOptions, ThreadPool};
use rten_tensor::{AsView, NdTensor};
use tokenizers::{Tokenizer, TruncationParams};

use crate::{DIMENSIONS, Embedding};

static MODEL: &[u8] = include_bytes!("../model/all-MiniLM-L6-v2.int8.onnx");
static TOKENIZER: &[u8] = include_bytes!("../model/tokenizer.json");

/// Most pieces of words of a sentence that are looked at, the two marks of its ends among them: a question has some 15.
const MOST_PIECES: usize = 64;

/// The model cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ModelError {
    /// What is compiled in is no such model.
    #[error(
        "the sentence model is not readable: {0}; it has to be the file that model/README.md names"
    )]
    Unreadable(String),
    /// It gave no embedding.
    #[error("the sentence model gave no embedding: {0}")]
    Failed(String),
}

/// A model that tells where a sentence lies.
pub struct SentenceModel {
    model: Model,
    tokenizer: Tokenizer,
    inputs: [NodeId; 3],
    output: NodeId,
    /// One thread: a question must not take every core from the rest of the bot.
    options: RunOptions,
}

static BUILT_IN: LazyLock<Result<SentenceModel, ModelError>> = LazyLock::new(SentenceModel::load);

impl SentenceModel {
    /// The model that is compiled in, loaded when it is first asked for: about 0.1 s and 130 MB, its weights as fractions.
    ///
    /// # Errors
    /// When what is compiled in is no such model; the tests do not let that happen.
    pub fn built_in() -> Result<&'static Self, ModelError> {
        BUILT_IN.as_ref().map_err(Clone::clone)
    }

    fn load() -> Result<Self, ModelError> {
        let unreadable = |error: &dyn std::fmt::Display| ModelError::Unreadable(error.to_string());
        let model = Model::load_static_slice(MODEL).map_err(|error| unreadable(&error))?;
        let mut tokenizer = Tokenizer::from_bytes(TOKENIZER).map_err(|error| unreadable(&error))?;
        tokenizer.with_padding(None);
        let truncation = TruncationParams {
            max_length: MOST_PIECES,
            ..TruncationParams::default()
        };
        tokenizer
            .with_truncation(Some(truncation))
            .map_err(|error| unreadable(&error))?;
        let node = |name: &str| model.node_id(name).map_err(|error| unreadable(&error));
        let inputs = [
            node("input_ids")?,
            node("attention_mask")?,
            node("token_type_ids")?,
        ];
        let output = node("last_hidden_state")?;
        let pool = ThreadPool::with_num_threads(1);
        Ok(Self {
            model,
            tokenizer,
            inputs,
            output,
            options: RunOptions::default().with_thread_pool(Some(Arc::new(pool))),
        })
    }

    /// Where a sentence lies: the mean of what the model makes of each piece of a word in its place.
    ///
    /// # Errors
    /// When the model gives nothing of the kind.
    pub fn embed(&self, sentence: &str) -> Result<Embedding, ModelError> {
        let failed = |error: &dyn std::fmt::Display| ModelError::Failed(error.to_string());
        let encoded = self
            .tokenizer
            .encode(sentence, true)
            .map_err(|error| failed(&error))?;
        let ids: Vec<i32> = encoded
            .get_ids()
            .iter()
            .map(|id| id.cast_signed())
            .collect();
        let pieces = ids.len();
        let of_each = |value: i32| NdTensor::from_data([1, pieces], vec![value; pieces]);
        let [of_ids, of_mask, of_types] = self.inputs;
        let inputs = vec![
            (of_ids, NdTensor::from_data([1, pieces], ids).into()),
            (of_mask, of_each(1).into()),
            (of_types, of_each(0).into()),
        ];
        let [hidden] = self
            .model
            .run_n(inputs, [self.output], Some(self.options.clone()))
            .map_err(|error| failed(&error))?;
        let hidden: NdTensor<f32, 3> = hidden
            .try_into()
            .map_err(|_| failed(&"it has other dimensions"))?;
        let mut sum = [0.0_f32; DIMENSIONS];
        for piece in 0..pieces {
            for (place, sum) in sum.iter_mut().enumerate() {
                *sum += hidden
                    .get([0, piece, place])
                    .copied()
                    .ok_or_else(|| failed(&"it has fewer numbers"))?;
            }
        }
        Ok(Embedding::new(&sum))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use super::*;

    fn likeness(one: &str, other: &str) -> f32 {
        let model = SentenceModel::built_in().unwrap();
        model
            .embed(one)
            .unwrap()
            .likeness(&model.embed(other).unwrap())
    }

    #[test]
    fn sentences_that_mean_alike_lie_near_each_other() {
        let near = likeness(
            "can he go running at the weekend?",
            "may the patient jog on Saturday",
        );
        let far = likeness(
            "can he go running at the weekend?",
            "the printer is out of toner",
        );
        assert!(near > 0.4 && far < 0.1, "{near} {far}");
    }

    #[test]
    fn whatever_is_typed_has_a_place() {
        let model = SentenceModel::built_in().unwrap();
        for text in [
            "",
            "?",
            "ibuprofen?",
            "٧ mm",
            "\u{0}\u{301}",
            &"long ".repeat(5_000),
            "跟腱骨化",
        ] {
            model.embed(text).unwrap();
        }
    }
}
