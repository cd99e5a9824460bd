//! What a question costs: against this content, and against it with ten thousand statements more;
//! the time to make the index, the time to answer, and the memory of the process.
//!
//!     cargo bench --bench search

use std::hint::black_box;

use care_engine::content::{Content, SourceFile};
use care_language::qa::{Conversation, Turn};

use criterion::{Criterion, criterion_group, criterion_main};
use toml::{Table, Value};

const GENERATED: usize = 10_000;

/// Short and long, plain and misspelt, answered and declined.
const QUESTIONS: [&str; 6] = [
    "ok w/ apixaban?",
    "how heavy should the calf loading be",
    "excentric excercise for insertional tendinopathy or heavy slow resistance, which is beter",
    "shockwave for plantar fasciitis",
    "how much ibuprofen",
    "my patient with a small ossified focus at the insertion takes ramipril and furosemide, may he have naproxen for a week",
];

/// Always the same numbers.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

/// The content with so many statements more, of the words of its own statements.
fn grown(more: usize) -> Vec<SourceFile> {
    let mut files = care_content::files();
    if more == 0 {
        return files;
    }
    let tables: Vec<Table> = files
        .iter()
        .filter_map(|file| file.text.parse().ok())
        .collect();
    let rows: Vec<&Table> = tables
        .iter()
        .filter_map(|table| table.get("statement")?.as_array())
        .flatten()
        .filter_map(Value::as_table)
        .collect();
    let texts = rows.iter().filter_map(|row| row.get("text")?.as_str());
    let words: Vec<&str> = texts.flat_map(|text| text.split(' ')).collect();
    let mut dice = Dice(0x5ea2_c400_5ea2_c400);
    let generated: Vec<Value> = (0..more)
        .map(|number| {
            let length = 8 + dice.below(17);
            let chosen: Vec<&str> = (0..length)
                .map(|_| words[dice.below(words.len())])
                .collect();
            let mut row = rows[number % rows.len()].clone();
            row.remove("plain");
            row.insert("id".to_owned(), Value::String(format!("GEN-{number}")));
            row.insert("text".to_owned(), Value::String(chosen.join(" ")));
            Value::Table(row)
        })
        .collect();
    let file = Table::from_iter([("statement".to_owned(), Value::Array(generated))]);
    files.push(SourceFile {
        path: "generated.toml".to_owned(),
        text: file.to_string(),
    });
    files
}

/// The most memory that the process has held, and what it holds now, as the kernel counts it.
fn memory(when: &str) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let lines = status.lines();
    let of = |name: &str| {
        let mut lines = lines.clone();
        let line = lines.find_map(|line| line.strip_prefix(name));
        line.map_or("unknown", str::trim).to_owned()
    };
    println!(
        "memory {when}: {} now, {} at most",
        of("VmRSS:"),
        of("VmHWM:")
    );
}

fn search(criterion: &mut Criterion) {
    memory("before");
    for more in [0, GENERATED] {
        let name = if more == 0 {
            "this content"
        } else {
            "10,000 statements more"
        };
        let Ok(content) = Content::load(grown(more)) else {
            panic!("the content does not load");
        };
        memory(&format!("with {name} loaded"));
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10);
        group.bench_function("index", |bencher| {
            bencher.iter(|| Conversation::new(&content))
        });
        group.sample_size(50);
        let answers = Conversation::new(&content);
        memory(&format!("with {name} and its index"));
        for question in QUESTIONS {
            let asked = Turn::of(question);
            let label: String = question.chars().take(40).collect();
            group.bench_function(label, |bencher| {
                bencher.iter(|| answers.reply(&content, black_box(&asked)));
            });
        }
        group.finish();
        memory(&format!("after the questions to {name}"));
    }
}

criterion_group!(benches, search);
criterion_main!(benches);
