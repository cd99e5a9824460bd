//! What checking the content, proving it and making one plan cost, and how that grows with the
//! rules: the same content, and with every rule and line twice and ten times.
//!
//!     cargo bench --bench content

use std::hint::black_box;

use care_engine::case::Case;
use care_engine::content::{Content, SourceFile};
use care_engine::plan::plan;
use care_verify::explain::{explain, explain_line, explain_withheld};
use care_verify::lint::check;
use care_verify::proof::{Proof, StateSpace};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use toml::{Table, Value};

const SIZES: [usize; 3] = [1, 2, 10];

/// The content with every rule and line so many times over, under ids of their own.
fn grown(times: usize) -> Vec<SourceFile> {
    let mut files = care_content::files();
    let tables: Vec<Table> = files
        .iter()
        .filter_map(|file| file.text.parse().ok())
        .collect();
    for copy in 1..times {
        for table in &tables {
            let mut more = Table::new();
            for kind in ["rule", "line"] {
                let Some(Value::Array(rows)) = table.get(kind) else {
                    continue;
                };
                let mut rows = rows.clone();
                for row in &mut rows {
                    rename(row, copy);
                }
                more.insert(kind.to_owned(), Value::Array(rows));
            }
            if !more.is_empty() {
                files.push(SourceFile {
                    path: format!("copy-{copy}-{}.toml", files.len()),
                    text: more.to_string(),
                });
            }
        }
    }
    files
}

/// Gives a rule or a line, and the lines that a rule names, the ids of their copy.
fn rename(value: &mut Value, copy: usize) {
    let Value::Table(table) = value else { return };
    for (key, value) in table {
        match (key.as_str(), value) {
            ("id", Value::String(id)) => id.push_str(&format!("-{copy}")),
            ("show" | "suppress", Value::Array(lines)) => {
                for line in lines {
                    if let Value::String(id) = line {
                        id.push_str(&format!("-{copy}"));
                    }
                }
            }
            ("when", Value::Array(parts)) => parts.iter_mut().for_each(|part| rename(part, copy)),
            _ => {}
        }
    }
}

fn case(content: &Content) -> Case {
    let answers = serde_json::json!({
        "red_flags": ["none"], "asker": "clinician_patient", "site": "insertional",
        "size": "under_1cm", "symptoms": "load_pain", "duration": "6w_to_3m", "pain": "4_to_5",
        "nsaid_risks": ["anticoagulant_or_antiplatelet"], "pregnancy": "not_possible",
        "age": "65_74", "visit": "first",
    });
    Case::from_json(content, &answers).unwrap_or_default()
}

fn plans(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("plan");
    for times in SIZES {
        let Ok(content) = Content::load(grown(times)) else {
            continue;
        };
        let case = case(&content);
        group.bench_function(
            BenchmarkId::new("one plan, rules", content.rules.len()),
            |bench| {
                bench.iter(|| plan(black_box(&content), black_box(&case), None));
            },
        );
    }
    group.finish();
}

fn checks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    group.sample_size(10);
    for times in SIZES {
        let files = grown(times);
        let Ok(content) = Content::load(files.clone()) else {
            continue;
        };
        let rules = content.rules.len();
        group.bench_function(BenchmarkId::new("texts and ids, rules", rules), |bench| {
            bench.iter(|| check(black_box(files.clone())));
        });
        group.bench_function(BenchmarkId::new("proof, rules", rules), |bench| {
            bench.iter(|| {
                let space = StateSpace::new(&content);
                Proof::new(&content, &space).verdicts()
            });
        });
        let checked = check(files.clone());
        group.bench_function(BenchmarkId::new("proof and reach, rules", rules), |bench| {
            bench.iter(|| checked.prove());
        });
    }
    group.finish();
}

fn explanations(criterion: &mut Criterion) {
    let Ok(content) = Content::load(care_content::files()) else {
        return;
    };
    let case = case(&content);
    let made = plan(&content, &case, None);
    let mut group = criterion.benchmark_group("explain");
    group.sample_size(10);
    group.bench_function("one plan", |bench| {
        bench.iter(|| explain(black_box(&content), black_box(&case), &made));
    });
    if let Some(line) = made.lines.first() {
        group.bench_function("one line", |bench| {
            bench.iter(|| explain_line(black_box(&content), black_box(&case), &made, line.line));
        });
    }
    if let Some(held) = made.withheld.first() {
        group.bench_function("one treatment withheld", |bench| {
            bench.iter(|| {
                explain_withheld(black_box(&content), black_box(&case), &made, held.treatment)
            });
        });
    }
    group.finish();
}

criterion_group!(benches, plans, checks, explanations);
criterion_main!(benches);
