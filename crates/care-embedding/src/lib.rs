//! Sentences as embeddings: two that mean alike lie near each other, also where they share no word.
//!
//! - [`model`]: a small sentence model, compiled in and loaded when it is first asked.
//! - [`mod@file`]: the embeddings of listed sentences, made once and built in.
//!
//! Nothing is learnt or written here: a sentence goes in, numbers come out.

#![warn(unreachable_pub)]

pub mod file;
pub mod model;

/// How many numbers an embedding has: what the model was trained to give.
pub const DIMENSIONS: usize = 384;

/// Where a sentence lies, rounded to whole numbers from -127 to 127.
#[derive(Debug, Clone, PartialEq)]
pub struct Embedding {
    values: [i8; DIMENSIONS],
    length: f32,
}

impl Embedding {
    /// Rounds what a model gave.
    #[must_use]
    pub fn new(values: &[f32; DIMENSIONS]) -> Self {
        let largest = values
            .iter()
            .fold(0.0_f32, |most, value| most.max(value.abs()));
        let scale = 127.0 / largest.max(f32::EPSILON);
        Self::of_values(values.map(|value| (value * scale).round() as i8))
    }

    /// From the numbers of a file.
    #[must_use]
    pub fn of_bytes(bytes: &[u8; DIMENSIONS]) -> Self {
        Self::of_values(bytes.map(u8::cast_signed))
    }

    fn of_values(values: [i8; DIMENSIONS]) -> Self {
        let length = dot(&values, &values).sqrt();
        Self { values, length }
    }

    /// As the numbers of a file.
    #[must_use]
    pub fn to_bytes(&self) -> [u8; DIMENSIONS] {
        self.values.map(i8::cast_unsigned)
    }

    /// How near another sentence lies: the cosine of the angle between them, 1 for the same, about 0 for two that
    /// have nothing in common.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> f32 {
        dot(&self.values, &other.values) / (self.length * other.length).max(1.0)
    }
}

fn dot(one: &[i8; DIMENSIONS], other: &[i8; DIMENSIONS]) -> f32 {
    let products = one.iter().zip(other);
    let sum: i32 = products
        .map(|(one, other)| i32::from(i16::from(*one) * i16::from(*other)))
        .sum();
    sum as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_embedding_is_most_like_itself_and_outlives_its_bytes() {
        let mut values = [0.0; DIMENSIONS];
        values[3] = 0.5;
        values[7] = -1.0;
        let one = Embedding::new(&values);
        assert!((one.likeness(&one) - 1.0).abs() < 1e-3);
        values[7] = 1.0;
        assert!(one.likeness(&Embedding::new(&values)) < 0.0);
        assert_eq!(Embedding::of_bytes(&one.to_bytes()), one);
    }

    #[test]
    fn a_sentence_of_nothing_is_like_none() {
        let nothing = Embedding::new(&[0.0; DIMENSIONS]);
        assert!(nothing.likeness(&nothing).abs() < f32::EPSILON);
    }
}
