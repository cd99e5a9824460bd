//! What one tap costs before anything is stored or sent: one step, one card, one plan and its
//! messages, and a state as it is kept.
//!
//!     cargo bench --bench core

use std::hint::black_box;

use achilles_bot::view::{CaseName, Reader, card, plan_messages};
use care_content::content;
use care_engine::case::{Answer, Case};
use care_engine::content::Content;
use care_engine::day::Day;
use care_engine::intake::{Event, Intake, Place, Purpose, step};
use care_engine::plan::plan;
use criterion::{Criterion, criterion_group, criterion_main};

/// A symptomatic case of an older patient on an anticoagulant: a long plan with much withheld.
fn case(content: &Content) -> Case {
    let answers = serde_json::json!({
        "red_flags": ["none"], "asker": "clinician_patient", "site": "insertional",
        "size": "under_1cm", "symptoms": "load_pain", "duration": "6w_to_3m", "pain": "4_to_5",
        "nsaid_risks": ["anticoagulant_or_antiplatelet"], "pregnancy": "not_possible",
        "age": "65_74", "visit": "first",
    });
    Case::from_json(content, &answers).unwrap_or_default()
}

/// In the middle of the intake: everything before the symptoms is answered.
fn midway(content: &Content) -> Option<(Intake, Event)> {
    let (site, size) = (
        content.find_question("site")?,
        content.find_question("size")?,
    );
    let symptoms = content.find_question("symptoms")?;
    let known = case(content);
    let mut intake = Intake::new(Case::default(), site);
    for question in content.question_places().take_while(|at| *at != symptoms) {
        intake.case.set(question, known.answer(question));
    }
    intake.history = vec![site, size];
    intake.place = Place::Ask(symptoms, Purpose::Walk);
    match known.answer(symptoms) {
        Some(Answer::One(option)) => Some((intake, Event::Choose(symptoms, option))),
        _ => None,
    }
}

fn taps(criterion: &mut Criterion) {
    let Ok(content) = content() else { return };
    let Some((intake, event)) = midway(&content) else {
        return;
    };
    let reader = Reader {
        user: care_ids::UserId::new(5),
        case: care_ids::CaseId::new(272),
        name: CaseName {
            number: 7,
            in_group: false,
        },
        role: content.find_role("primary_care"),
        label: "Case 7",
        today: Day::at(1_760_000_000),
    };
    let mut group = criterion.benchmark_group("core");
    group.bench_function("one step", |bench| {
        bench.iter(|| step(black_box(&content), black_box(&intake), black_box(&event)));
    });
    let after = step(&content, &intake, &event);
    group.bench_function("one card", |bench| {
        bench.iter(|| card(&content, black_box(&after.intake), reader, &after.notes));
    });
    group.bench_function("one state, written", |bench| {
        bench.iter(|| black_box(&after.intake).to_stored(&content));
    });
    let kept = after.intake.to_stored(&content);
    group.bench_function("one state, read", |bench| {
        bench.iter(|| Intake::from_stored(&content, black_box(&kept)));
    });
    let case = case(&content);
    group.bench_function("one plan", |bench| {
        bench.iter(|| plan(&content, black_box(&case), reader.role));
    });
    let made = plan(&content, &case, reader.role);
    group.bench_function("one plan's messages", |bench| {
        bench.iter(|| plan_messages(&content, &case, black_box(&made), reader));
    });
    group.finish();
}

criterion_group!(benches, taps);
criterion_main!(benches);
