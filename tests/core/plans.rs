//! Over random cases: every plan is whole, cited, and does not contradict itself.

use std::collections::BTreeSet;

use achilles_bot::view::{Reader, plan_messages, visible_length};
use care_engine::plan::{plan, to_json};

use super::{CONTENT, Dice};

#[test]
fn every_plan_is_whole_cited_and_consistent() {
    let content = &*CONTENT;
    let mut dice = Dice(0x0dd5_eed0_1234_5678);
    let mut seen = BTreeSet::new();
    for number in 0..20_000 {
        let case = dice.case();
        let made = plan(content, &case, None);
        let shown = || serde_json::Value::from(case.to_json(content)).to_string();
        seen.insert(CONTENT.pathway(made.pathway).id.as_str());
        assert!(made.bottom_line.is_some(), "{}", shown());
        assert!(made.review.is_some(), "{}", shown());
        assert!(!made.safety_net.is_empty(), "{}", shown());
        let withheld: BTreeSet<_> = made.withheld.iter().map(|held| held.treatment).collect();
        for line in made.all_lines() {
            let source = content.line(line.line);
            assert!(
                source.policy || !source.statements.is_empty(),
                "{}",
                source.id
            );
            assert!(
                source
                    .recommends
                    .iter()
                    .all(|treatment| !withheld.contains(treatment)),
                "{} is shown and withheld: {}",
                source.id,
                shown()
            );
        }
        if number % 20 == 0 {
            let again = to_json(content, &plan(content, &case, None)).to_string();
            assert_eq!(to_json(content, &made).to_string(), again);
            let reader = Reader {
                user: care_ids::UserId::new(5),
                case: care_ids::CaseId::new(1),
                number: 1,
                role: None,
                label: "Case 1",
                today: super::today(),
            };
            for message in plan_messages(content, &case, &made, reader).messages {
                assert!(visible_length(&message) <= 4096, "{}", shown());
            }
        }
    }
    assert_eq!(seen.len(), 6, "{seen:?}");
}
