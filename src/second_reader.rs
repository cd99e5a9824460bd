//! The conversation as the bot holds it: with a second reader for what words do not settle, unless the host does without.

use care_embedding::file::EmbeddingFile;
use care_engine::content::Content;
use care_language::qa::{Conversation, EmbeddedWays};

/// Whether a sentence model reads what words do not settle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum SecondReader {
    /// It does: 7 ms more for such a question, and 130 MB from the first of them on.
    #[default]
    On,
    /// Words alone decide; more questions are declined.
    Off,
}

/// Prepares the search over a content.
#[must_use]
pub fn conversation(content: &Content, second_reader: SecondReader) -> Conversation {
    let conversation = Conversation::new(content);
    if second_reader == SecondReader::Off {
        return conversation;
    }
    let file = EmbeddingFile::of_bytes(care_content::embeddings());
    match EmbeddedWays::new(content, file.unwrap_or_default()) {
        Ok(ways) => conversation.with_second_reader(ways),
        Err(error) => {
            tracing::error!(%error, "words alone are read");
            conversation
        }
    }
}
