//! Whole first messages, with their facts: how many are read right, and that hardly any is read wrong. What
//! is asked again because the text leaves it open is neither.

use serde_json::Value;

use super::read;

/// Facts of one set.
#[derive(Debug, Default)]
struct Counts {
    facts: usize,
    right: usize,
    wrong: Vec<String>,
    missed: Vec<String>,
}

impl Counts {
    fn take(&mut self, right: bool, fact: &str, text: &str) {
        self.facts += 1;
        if right {
            self.right += 1;
        } else {
            self.missed.push(format!("{fact}: {text}"));
        }
    }
}

fn measured(file: &str) -> Counts {
    let mut counts = Counts::default();
    let lines = file.lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let (text, facts) = line.split_once(" || ").unwrap();
        let read = read(text);
        for fact in facts.split(' ') {
            let (question, wanted) = fact.split_once('=').unwrap();
            if question == "flag" {
                let told = read["red_flags"].as_array().unwrap();
                counts.take(told.iter().any(|flag| flag == wanted), fact, text);
                continue;
            }
            if wanted == "?" {
                if !read["answers"][question].is_null() {
                    counts.wrong.push(format!("{question} is not told: {text}"));
                }
                continue;
            }
            let got = &read["answers"][question];
            let right = match got {
                Value::Array(marks) => wanted
                    .split(',')
                    .all(|mark| marks.iter().any(|known| known == mark)),
                Value::Number(number) => number.to_string() == wanted,
                _ => wanted.split('|').any(|option| got == option),
            };
            counts.facts += 1;
            if right {
                counts.right += 1;
            } else if got.is_string() || got.is_number() {
                counts.wrong.push(format!("{question} {got}: {text}"));
            } else {
                counts.missed.push(format!("{question}: {text}"));
            }
        }
    }
    counts
}

#[test]
fn the_facts_of_a_first_message_are_read() {
    let tuning = measured(include_str!("sentences-tuning.txt"));
    println!("tuning: {tuning:#?}");
    assert!(tuning.right * 100 >= tuning.facts * 96, "{tuning:#?}");
    assert!(tuning.wrong.len() * 100 <= tuning.facts, "{tuning:#?}");
    let practice = measured(include_str!("sentences-practice.txt"));
    println!("practice: {practice:#?}");
    assert!(practice.right * 100 >= practice.facts * 95, "{practice:#?}");
    assert!(
        practice.wrong.len() * 100 <= practice.facts,
        "{practice:#?}"
    );
    let report = measured(include_str!("sentences-report.txt"));
    println!(
        "kept for reporting: {} of {}, wrong {}",
        report.right,
        report.facts,
        report.wrong.len()
    );
    assert!(report.right * 100 >= report.facts * 90, "fewer facts read");
    assert!(
        report.wrong.len() * 100 <= report.facts,
        "more facts read wrong"
    );
}
