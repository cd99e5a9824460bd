//! The coverage of the seed article: every fact of it is carried by a statement that a plan or an
//! answer shows, or is worded otherwise for a reason that is named.

use std::collections::BTreeSet;
use std::path::Path;

use care_verify::proof::{Proof, StateSpace};
use serde::Deserialize;

use super::{CONTENT, follow_ups};

#[derive(Deserialize)]
struct Seed {
    fact: Vec<Fact>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fact {
    id: String,
    says: String,
    #[serde(default)]
    statements: Vec<String>,
    reworded: Option<String>,
}

#[test]
fn every_fact_of_the_seed_is_carried_or_reworded_for_a_reason() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/seed.toml");
    let seed: Seed = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(seed.fact.len() >= 20, "{} facts", seed.fact.len());
    let space = StateSpace::new(&CONTENT);
    let proof = Proof::new(&CONTENT, &space);
    let answers: BTreeSet<_> = follow_ups()
        .into_iter()
        .flat_map(|follow_up| follow_up.statements)
        .collect();
    let mut ids = BTreeSet::new();
    for fact in &seed.fact {
        assert!(ids.insert(&fact.id), "{} stands twice", fact.id);
        assert!(!fact.says.is_empty());
        for id in &fact.statements {
            let statement = CONTENT
                .find_statement(id)
                .unwrap_or_else(|| panic!("{}: there is no {id}", fact.id));
            let in_a_plan = !proof.cited(statement).is_false();
            let in_an_answer = answers.contains(&statement);
            assert!(
                in_a_plan || in_an_answer,
                "{}: {id} is shown nowhere",
                fact.id
            );
        }
        match &fact.reworded {
            None => assert!(
                !fact.statements.is_empty(),
                "{} is carried by nothing",
                fact.id
            ),
            Some(reason) => {
                let (id, why) = reason.split_once(':').unwrap_or((reason, ""));
                let known = CONTENT.conflicts.iter().any(|conflict| conflict.id == id)
                    || CONTENT.rules.iter().any(|rule| rule.id == id)
                    || CONTENT.properties.iter().any(|property| property.id == id);
                assert!(
                    known,
                    "{}: `{id}` is no conflict, rule or invariant",
                    fact.id
                );
                assert!(why.trim().len() > 10, "{}: no reason", fact.id);
            }
        }
    }
}
