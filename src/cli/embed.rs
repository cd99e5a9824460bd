//! `embed`: the embeddings of the listed ways of asking, made anew.

use std::path::PathBuf;

use care_embedding::file::{EmbeddingFile, to_bytes};
use care_embedding::model::SentenceModel;
use care_engine::content::Content;
use care_language::qa::ways_to_embed;
use clap::Args;

use super::{Failure, print};

#[derive(Debug, Args)]
pub(super) struct EmbedArgs {
    /// The file, which is built in.
    #[arg(
        value_name = "FILE",
        default_value = "crates/care-content/embeddings.bin"
    )]
    file: PathBuf,
}

/// Writes the file: what is known stays, what is new is embedded, and what is no longer listed goes.
pub(super) fn embed(content: &Content, arguments: &EmbedArgs) -> Result<(), Failure> {
    let other = |error: &dyn std::fmt::Display| Failure::Other(error.to_string());
    let path = &arguments.file;
    let bytes = std::fs::read(path).unwrap_or_default();
    let known = EmbeddingFile::of_bytes(&bytes).unwrap_or_default();
    let model = SentenceModel::built_in().map_err(|error| other(&error))?;
    let (mut all, mut new) = (Vec::new(), 0);
    for way in ways_to_embed(content) {
        let embedding = match known.get(way) {
            Some(embedding) => embedding,
            None => {
                new += 1;
                model.embed(way).map_err(|error| other(&error))?
            }
        };
        all.push((way, embedding));
    }
    let ways = all.len();
    std::fs::write(path, to_bytes(all.into_iter()))
        .map_err(|error| other(&format!("{}: {error}", path.display())))?;
    print(&format!(
        "{}: {ways} ways of asking, {new} of them new\n",
        path.display()
    ))
}
