//! The HTTP client of the bot: which proxy it uses, if any.
//!
//! An address of this computer is never reached through a proxy: the demo says that nothing leaves the
//! computer, and a local Bot API server is not known to a proxy.

use reqwest::{Client, NoProxy, Proxy, Url};
use teloxide::net::default_reqwest_settings;

/// The client cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// A setting names no proxy. The value is not shown: it may hold a password.
    #[error(
        "{0} is not the address of a proxy; write http://HOST:PORT, https://HOST:PORT or socks5://HOST:PORT, with USER:PASSWORD@ before HOST where it is needed"
    )]
    Proxy(&'static str),
    /// The operating system gives no client.
    #[error("the HTTP client cannot be made: {0}")]
    Client(reqwest::Error),
}

/// A client for the Bot API at this address, by the settings of the process.
///
/// `TELOXIDE_PROXY` comes first, then `HTTPS_PROXY` or `HTTP_PROXY` by the address, then `ALL_PROXY`, each also
/// in small letters. Hosts in `NO_PROXY` are reached without one.
///
/// # Errors
/// When a setting names no proxy.
pub fn client(address: &Url) -> Result<Client, ClientError> {
    let setting = |name: &str| std::env::var(name).ok();
    let mut builder = default_reqwest_settings().no_proxy();
    if let Some((name, value)) = proxy_for(address, setting) {
        let proxy = is_proxy(&value).then(|| Proxy::all(&value).ok()).flatten();
        let proxy = proxy.ok_or(ClientError::Proxy(name))?;
        builder = builder.proxy(proxy.no_proxy(NoProxy::from_env()));
    }
    builder.build().map_err(ClientError::Client)
}

/// The proxy for an address, with the setting that names it.
fn proxy_for(
    address: &Url,
    setting: impl Fn(&str) -> Option<String>,
) -> Option<(&'static str, String)> {
    if is_loopback(address) {
        return None;
    }
    let of_scheme = match address.scheme() {
        "https" => ["HTTPS_PROXY", "https_proxy"],
        _ => ["HTTP_PROXY", "http_proxy"],
    };
    ["TELOXIDE_PROXY"]
        .into_iter()
        .chain(of_scheme)
        .chain(["ALL_PROXY", "all_proxy"])
        .find_map(|name| {
            let value = setting(name)?.trim().to_owned();
            (!value.is_empty()).then_some((name, value))
        })
}

/// Whether an address is of this computer.
fn is_loopback(address: &Url) -> bool {
    let host = address.host_str().unwrap_or_default();
    let name = host.trim_end_matches('.');
    if name == "localhost" || name.ends_with(".localhost") {
        return true;
    }
    let number = host.trim_start_matches('[').trim_end_matches(']');
    number
        .parse::<std::net::IpAddr>()
        .is_ok_and(|address| address.is_loopback())
}

/// Whether a value has a scheme that the client knows, or none.
fn is_proxy(value: &str) -> bool {
    let known = ["http", "https", "socks4", "socks4a", "socks5", "socks5h"];
    match value.split_once("://") {
        Some((scheme, rest)) => known.contains(&scheme) && !rest.is_empty(),
        None => !value.contains(char::is_whitespace),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing test may panic")]
mod tests {
    use super::*;

    fn chosen(address: &str, settings: &[(&str, &str)]) -> Option<String> {
        let setting = |name: &str| {
            let mut all = settings.iter();
            all.find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        };
        proxy_for(&address.parse().unwrap(), setting).map(|(name, value)| format!("{name}={value}"))
    }

    #[test]
    fn the_proxy_is_chosen_by_the_address_and_never_for_this_computer() {
        let settings = [
            ("HTTPS_PROXY", "http://secure:1"),
            ("http_proxy", "http://plain:2"),
            ("ALL_PROXY", "socks5://all:3"),
        ];
        let of = |address| chosen(address, &settings);
        assert_eq!(
            of("https://api.telegram.org").as_deref(),
            Some("HTTPS_PROXY=http://secure:1")
        );
        assert_eq!(
            of("http://botapi.lan:8081").as_deref(),
            Some("http_proxy=http://plain:2")
        );
        for own in [
            "http://127.0.0.1:8080",
            "http://127.9.9.9",
            "http://localhost:8081",
            "http://api.localhost",
            "http://[::1]:8081",
        ] {
            assert_eq!(of(own), None, "{own}");
        }
        let all = [("TELOXIDE_PROXY", ""), ("ALL_PROXY", "socks5://all:3")];
        assert_eq!(
            chosen("https://api.telegram.org", &all).as_deref(),
            Some("ALL_PROXY=socks5://all:3")
        );
        let own = [("TELOXIDE_PROXY", "socks5://own:4"), settings[0]];
        assert_eq!(
            chosen("https://api.telegram.org", &own).as_deref(),
            Some("TELOXIDE_PROXY=socks5://own:4")
        );
    }

    #[test]
    fn what_is_no_proxy_is_refused() {
        for value in ["socks5://h:1", "http://u:p@h:1", "h:1", "https://h"] {
            assert!(is_proxy(value), "{value}");
        }
        for value in ["ftp://h:1", "socks9://h", "http://", "not a proxy"] {
            assert!(!is_proxy(value), "{value}");
        }
    }
}
