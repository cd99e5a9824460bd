//! A batch of updates in an order that is fair between people.

use std::collections::HashMap;
use std::hash::Hash;

/// Most updates of one transaction that are texts: one costs as much as many taps, and nobody's reply is sent
/// before the transaction ends.
const MAX_TEXTS: usize = 8;

/// A batch in parts, so that nobody waits for somebody else's many texts: each person's first update comes before
/// anybody's second, and a part has few texts. The updates of one person keep their order. `about` says whose an
/// update is, and whether it is a text.
pub(crate) fn in_turns<T, P: Hash + Eq>(
    batch: Vec<T>,
    about: impl Fn(&T) -> (P, bool),
) -> Vec<Vec<T>> {
    let is_text = |one: &T| about(one).1;
    if batch.iter().filter(|one| is_text(one)).count() <= MAX_TEXTS {
        return vec![batch];
    }
    let mut turns: HashMap<P, usize> = HashMap::new();
    let mut in_turn: Vec<(usize, T)> = Vec::with_capacity(batch.len());
    for one in batch {
        let turn = turns.entry(about(&one).0).or_default();
        in_turn.push((*turn, one));
        *turn += 1;
    }
    in_turn.sort_by_key(|(turn, _)| *turn);
    let mut parts = vec![Vec::new()];
    let mut texts = 0;
    for (_, one) in in_turn {
        if is_text(&one) {
            texts += 1;
            if texts > MAX_TEXTS {
                texts = 1;
                parts.push(Vec::new());
            }
        }
        if let Some(part) = parts.last_mut() {
            part.push(one);
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::{MAX_TEXTS, in_turns};

    /// Updates by their numbers: those below 20 are texts of one person, each other one is a text of its own.
    fn parts(updates: Vec<usize>) -> Vec<Vec<usize>> {
        in_turns(updates, |update| ((*update).max(19), true))
    }

    #[test]
    fn nobody_waits_for_the_many_texts_of_somebody_else() {
        let updates = parts((0..21).collect());
        assert!(updates[0].contains(&20), "{updates:?}");
        assert!(updates.iter().all(|part| part.len() <= MAX_TEXTS));
        let mut of_one: Vec<usize> = updates.concat();
        of_one.retain(|update| *update != 20);
        assert!(of_one.is_sorted(), "{updates:?}");
        assert_eq!(parts(vec![0, 20]).len(), 1);
    }
}
