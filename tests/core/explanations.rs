//! Why one line is there, without explaining the whole plan: the same words.

use care_engine::plan::plan;
use care_verify::explain::{explain, explain_line, explain_withheld};

use super::{CONTENT, Dice};

#[test]
fn one_line_is_explained_as_in_the_explanation_of_its_plan() {
    let mut dice = Dice(0x1357_2468_1357_2468);
    let (mut nearest, mut lifted) = (0, 0);
    for _ in 0..4 {
        let case = super::what_if::reached(&mut dice);
        let made = plan(&CONTENT, &case, None);
        let whole = explain(&CONTENT, &case, &made);
        for line in whole.lines.into_iter() {
            nearest += usize::from(line.nearest.is_some());
            let place = line.line;
            assert_eq!(explain_line(&CONTENT, &case, &made, place), Some(line));
        }
        for held in whole.withheld.into_iter() {
            lifted += usize::from(held.lifted.is_some());
            let place = held.treatment;
            assert_eq!(explain_withheld(&CONTENT, &case, &made, place), Some(held));
        }
        for place in CONTENT.line_places() {
            let there = made.all_lines().any(|line| line.line == place);
            assert!(there || explain_line(&CONTENT, &case, &made, place).is_none());
        }
    }
    assert!(nearest > 0 && lifted > 0);
}
