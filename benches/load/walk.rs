//! Which button somebody presses next, told from the data behind the buttons.

/// Answers of a first visit with pain on loading; everything else takes the first option.
const ANSWERS: [(&str, &str); 12] = [
    ("red_flags", "none"),
    ("site", "insertional"),
    ("size", "under_1cm"),
    ("symptoms", "load_pain"),
    ("duration", "6w_to_3m"),
    ("pain", "4_to_5"),
    ("fluoroquinolone", "never_or_unknown"),
    ("nsaid_risks", "none"),
    ("age", "40_59"),
    ("pregnancy", "not_possible"),
    ("background", "none"),
    ("growth", "no"),
];

/// What to press on a card of the bot: on through the intake to its summary, then the case is closed
/// and started over, which is an edit like all others.
pub(crate) fn ours<'d>(buttons: &[&'d str]) -> Option<&'d str> {
    let case = |verb: &str| button(buttons, verb);
    next(buttons, case("p").and(case("x")))
}

/// The same, but at the summary the plan is asked for.
pub(crate) fn to_the_plan<'d>(buttons: &[&'d str]) -> Option<&'d str> {
    next(buttons, button(buttons, "p"))
}

/// Whether this is the last message of a plan.
pub(crate) fn is_plan(buttons: &[&str]) -> bool {
    let asks_more = |data: &&str| data.starts_with("o:") && data.ends_with(":r");
    buttons.iter().any(asks_more)
}

/// The button of a case that does this.
fn button<'d>(buttons: &[&'d str], verb: &str) -> Option<&'d str> {
    let fits = |data: &&&str| data.starts_with("c:") && verb_of(data) == Some(verb);
    buttons.iter().find(fits).copied()
}

fn next<'d>(buttons: &[&'d str], at_summary: Option<&'d str>) -> Option<&'d str> {
    let person = |word: &str| {
        let fits = |data: &&&str| data.starts_with("p:") && data.contains(word);
        buttons.iter().find(fits).copied()
    };
    let case = |verb: &str| button(buttons, verb);
    let wanted = |verb: &str| {
        let fits = |data: &&&str| {
            let mut parts = data.split(':').skip(3);
            let (is, question, option) = (parts.next(), parts.next(), parts.next());
            is == Some(verb)
                && ANSWERS
                    .iter()
                    .any(|(q, o)| question == Some(q) && option == Some(o))
        };
        buttons.iter().find(fits).copied()
    };
    person(":accept")
        .or_else(|| person(":had"))
        .or_else(|| person(":role:"))
        .or_else(|| case("o"))
        .or(at_summary)
        // Something is marked: done. Otherwise the first mark.
        .or_else(|| case("-").and(case("d")))
        .or_else(|| wanted("+"))
        .or_else(|| case("+"))
        .or_else(|| wanted("="))
        .or_else(|| case("="))
        .or_else(|| case("s"))
}

/// What to press on a card of a rival.
pub(crate) fn rival<'d>(buttons: &[&'d str]) -> Option<&'d str> {
    buttons.get(1).or_else(|| buttons.first()).copied()
}

/// Whether this is a card of the intake, where the measuring begins.
pub(crate) fn is_intake(buttons: &[&str]) -> bool {
    buttons
        .iter()
        .any(|data| data.starts_with("c:") || data.starts_with("answer:"))
}

fn verb_of(data: &str) -> Option<&str> {
    data.split(':').nth(3)
}
