//! Where a person can be written to: mail addresses, handles, links to a profile or a chat.

use std::sync::LazyLock;

use regex::Regex;

use super::normalize::{blank, blank_all};
use super::vocabulary::Vocabulary;
use care_text::pattern::ascii_bounded as pattern;

static LINK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:https?|tg)://\S+|\b(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s,]+"));

/// Places on the net where the path names a person.
static PROFILE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?ix)^ (?: tg:// | (?:https?://)? (?:[a-z0-9-]+\.)* (?: t\.me | telegram\.(?:me|dog) | wa\.me
        | whatsapp\.com | instagram\.com | facebook\.com | fb\.(?:com|me) | m\.me | messenger\.com
        | linkedin\.com | x\.com | twitter\.com | tiktok\.com | snapchat\.com | strava\.com
        | threads\.net | bsky\.app | vk\.com | ok\.ru | discord\.(?:gg|com) | signal\.me
        | line\.me | xing\.com | researchgate\.net/profile | orcid\.org | doctolib\.[a-z]+ ) / )",
    )
});

/// The bot's own kind: names of bots end so.
static BOT: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)bot(?:[?/]\S*)?$"));

static MAIL: LazyLock<[Regex; 3]> = LazyLock::new(|| {
    // Where blanks stand around the sign, or words for it, only endings that are surely of the net
    // count: "5x5 @ 80kg.then rest" is training.
    let ending = r"(?:com|org|net|edu|gov|info|eu|uk|ie|de|at|ch|fr|be|es|pt|it|nl|pl|se|no|dk|fi|in|au|nz|ca|us|br|ru|gr)";
    [
        pattern(r"[^\s@<>()\[\]]*[\p{L}\d]@[\p{L}\d][^\s@]*\.\p{L}{2,}"),
        pattern(&format!(
            r"(?i)[\w.+'-]+ ?(?:@|[(\[]at[)\]]) ?\p{{L}}[\w-]*(?: ?(?:\.|[(\[]dot[)\]]) ?[\w-]+)*? ?(?:\.|[(\[]dot[)\]]) ?{ending}\b"
        )),
        pattern(&format!(
            r"(?i)[\w.+'-]+ at [\w-]+(?: dot [\w-]+)* dot {ending}\b"
        )),
    ]
});

/// A mail address whose end was left off.
static HALF_MAIL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\p{L}[\w.+-]*\p{L}[\w.+-]*@(\p{L}{3,})"));

static HANDLE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|[\s(,;:/])@(\p{L}[\w.]*[\w])"));

/// A network named, and what somebody is called there.
static NETWORK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:insta(?:gram)?|ig|skype|snap(?:chat)?|tiktok|telegram|twitter|facebook|fb|linkedin|wechat|weixin|discord|viber)\b(?: (?:id|handle|name|is))?(?::| |=)+\p{L}[\w.-]*[._\d][\w.-]*\w",
    )
});

/// Whether there is a link to a person. Links to anything else are blanked: their numbers are names
/// of papers and pages.
pub(super) fn links(text: &mut String) -> bool {
    let mut to_somebody = false;
    let links: Vec<_> = LINK.find_iter(text).map(|link| link.range()).collect();
    for link in links.into_iter().rev() {
        let whole = &text[link.clone()];
        to_somebody |= PROFILE.is_match(whole) && !BOT.is_match(whole);
        // What has a mail address or a plain fraction in it ("b.d/t.d.s") is not a link.
        if !whole.contains('@') {
            blank(text, link);
        }
    }
    to_somebody
}

/// Whether there is a mail address.
pub(super) fn mail(text: &mut String, vocabulary: &Vocabulary<'_>) -> bool {
    let mut found = false;
    for form in MAIL.iter() {
        found |= blank_all(text, form);
    }
    found
        || HALF_MAIL.captures_iter(text).any(|half| {
            let domain = half.get(1).map_or("", |domain| domain.as_str());
            !vocabulary.ordinary(domain)
        })
}

/// Whether somebody's name on a network stands there.
pub(super) fn handles(text: &str, vocabulary: &Vocabulary<'_>) -> bool {
    NETWORK.is_match(text)
        || HANDLE.captures_iter(text).any(|handle| {
            let name = handle.get(1).map_or("", |name| name.as_str());
            let marked = name.contains(|c: char| c == '_' || c == '.' || c.is_ascii_digit());
            let unknown = name.chars().count() >= 4 && !vocabulary.ordinary(name);
            !BOT.is_match(name) && (marked || unknown)
        })
}
