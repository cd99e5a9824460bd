//! The embeddings of listed sentences as a file: each under the digest of its sentence, in the order of the digests. The
//! sentences themselves are not in it.

use sha2::{Digest, Sha256};

use crate::{DIMENSIONS, Embedding};

/// What such a file begins with: its kind, and the model of which the embeddings are.
const HEAD: &[u8; 16] = b"embed1 MiniLM-L6";
const OF_DIGEST: usize = 8;
const OF_ENTRY: usize = OF_DIGEST + DIMENSIONS;

/// What stands for a sentence.
type SentenceDigest = [u8; OF_DIGEST];

/// A file of embeddings, looked up without being copied.
#[derive(Debug, Clone, Copy, Default)]
pub struct EmbeddingFile<'a> {
    entries: &'a [u8],
}

impl<'a> EmbeddingFile<'a> {
    /// Takes the bytes of a file; nothing where they are another file's.
    #[must_use]
    pub fn of_bytes(bytes: &'a [u8]) -> Option<Self> {
        let entries = bytes.strip_prefix(HEAD)?;
        entries
            .len()
            .is_multiple_of(OF_ENTRY)
            .then_some(Self { entries })
    }

    /// How many sentences it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len() / OF_ENTRY
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The embedding of a sentence.
    #[must_use]
    pub fn get(&self, sentence: &str) -> Option<Embedding> {
        let wanted = digest(sentence);
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = usize::midpoint(from, to);
            let (found, bytes) = self.entry(middle)?;
            match found.cmp(&wanted) {
                std::cmp::Ordering::Equal => return Some(Embedding::of_bytes(bytes)),
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        None
    }

    fn entry(&self, place: usize) -> Option<(SentenceDigest, &'a [u8; DIMENSIONS])> {
        let entry = self.entries.get(place * OF_ENTRY..)?;
        let (digest, rest) = entry.split_first_chunk::<OF_DIGEST>()?;
        Some((*digest, rest.first_chunk()?))
    }
}

/// Writes such a file.
#[must_use]
pub fn to_bytes<'a>(sentences: impl Iterator<Item = (&'a str, Embedding)>) -> Vec<u8> {
    let mut entries: Vec<_> = sentences
        .map(|(sentence, embedding)| (digest(sentence), embedding.to_bytes()))
        .collect();
    entries.sort_unstable();
    entries.dedup();
    let mut bytes = HEAD.to_vec();
    for (digest, embedding) in entries {
        bytes.extend(digest);
        bytes.extend(embedding);
    }
    bytes
}

fn digest(sentence: &str) -> SentenceDigest {
    let whole = Sha256::digest(sentence.as_bytes());
    std::array::from_fn(|place| whole[place])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failing test may panic")]

    use super::*;

    #[test]
    fn what_is_written_is_found_and_nothing_else() {
        let of = |number: u8| {
            let mut values = [0.0; DIMENSIONS];
            values[usize::from(number)] = 1.0;
            Embedding::new(&values)
        };
        let names: Vec<String> = (0..100)
            .map(|number| format!("sentence {number}"))
            .collect();
        let all = names
            .iter()
            .zip(0..)
            .map(|(name, number)| (name.as_str(), of(number)));
        let bytes = to_bytes(all);
        let file = EmbeddingFile::of_bytes(&bytes).unwrap();
        assert_eq!(file.len(), 100);
        for (name, number) in names.iter().zip(0..) {
            assert_eq!(file.get(name), Some(of(number)));
        }
        assert_eq!(file.get("another"), None);
    }

    #[test]
    fn another_file_is_none() {
        assert!(EmbeddingFile::of_bytes(b"").is_none());
        assert!(EmbeddingFile::of_bytes(b"embed1 MiniLM-L6 and more").is_none());
        assert!(EmbeddingFile::of_bytes(HEAD).unwrap().is_empty());
        assert_eq!(EmbeddingFile::default().get("anything"), None);
    }
}
