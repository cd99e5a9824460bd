//! What screening a text for identifiers costs: it is done to every text a person types, and the
//! first one also prepares the patterns.
//!
//!     cargo bench --bench identifiers

use std::hint::black_box;
use std::time::Instant;

use care_engine::content::Content;
use care_language::qa::Conversation;
use criterion::{Criterion, criterion_group, criterion_main};

const QUESTION: &str =
    "54M runner L achilles, Haglund + 1cm HO, 9/12, failed ecc 3x15, VISA-A 48, eswt?";

/// The most characters that Telegram takes in one message.
const LONGEST: usize = 4096;

fn screen(criterion: &mut Criterion) {
    let Ok(content) = Content::load(care_content::files()) else {
        return;
    };
    let answers = Conversation::new(&content);
    let start = Instant::now();
    black_box(answers.identifiers(QUESTION));
    println!("the first text, with its patterns: {:?}", start.elapsed());

    let longest: String = QUESTION.chars().cycle().take(LONGEST).collect();
    // Many short numbers once cost the square of the length.
    let numbers: String = "W7s 4cL9 1-1 ".chars().cycle().take(LONGEST).collect();
    let mut group = criterion.benchmark_group("identifiers");
    for (name, text) in [
        ("a question", QUESTION),
        ("the longest message", &longest),
        ("the longest message, of numbers", &numbers),
    ] {
        group.bench_function(name, |bench| {
            bench.iter(|| answers.identifiers(black_box(text)));
        });
    }
    group.finish();
}

criterion_group!(benches, screen);
criterion_main!(benches);
