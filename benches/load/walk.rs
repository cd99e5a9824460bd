//! Which button somebody presses next, told from the data behind the buttons.

/// Answers of a first visit with pain on loading; everything else takes the first option.
const ANSWERS: [(&str, &str); 9] = [
    ("red_flags", "none"),
    ("site", "insertional"),
    ("size", "under_1cm"),
    ("symptoms", "load_pain"),
    ("age", "40_59"),
    ("duration", "under_4w"),
    ("pain", "4_to_5"),
    ("imaging", "radiograph"),
    ("nsaid_risks", "none"),
];

/// The question whose answer brings the plan.
const LAST: &str = "nsaid_risks";

/// What to press on a card of the bot: on through the intake to its last card, where the case is started over behind
/// "⋯". So every press is an edit.
pub(crate) fn ours<'d>(buttons: &[&'d str]) -> Option<&'d str> {
    let asks_last = |data: &&str| data.split(':').nth(4) == Some(LAST);
    if buttons.iter().any(asks_last) {
        return button(buttons, "m");
    }
    button(buttons, "o").or_else(|| to_the_plan(buttons))
}

/// Whether this is the last message of a plan.
pub(crate) fn is_plan(buttons: &[&str]) -> bool {
    let asks_more = |data: &&str| data.starts_with("o:") && data.ends_with(":r");
    buttons.iter().any(asks_more)
}

/// What to press on a card of the bot to come to the plan.
pub(crate) fn to_the_plan<'d>(buttons: &[&'d str]) -> Option<&'d str> {
    let role = |data: &&&str| data.starts_with("p:") && data.contains(":role:");
    let role = buttons.iter().find(role).copied();
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
    // Something is marked: done. Otherwise the first mark.
    role.or_else(|| case("-").and(case("d")))
        .or_else(|| wanted("+"))
        .or_else(|| wanted("="))
        .or_else(|| case("+"))
        .or_else(|| case("="))
        .or_else(|| case("s"))
}

/// The button of a case that does this.
fn button<'d>(buttons: &[&'d str], verb: &str) -> Option<&'d str> {
    let fits = |data: &&&str| data.starts_with("c:") && verb_of(data) == Some(verb);
    buttons.iter().find(fits).copied()
}

/// What to press on a card of a baseline.
pub(crate) fn baseline<'d>(buttons: &[&'d str]) -> Option<&'d str> {
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
