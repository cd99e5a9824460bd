//! Keeps pages on the web away from a server on this computer.
//!
//! A browser sends requests to this computer for any page that asks for it: a picture by GET, a form by POST,
//! and, where a name is pointed at 127.0.0.1, everything. What gives them away is the `Host` they name, the
//! `Origin` they come from, and that a picture is fetched by GET.

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderName, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// The routes, for requests of this computer only.
pub(crate) fn guarded(router: Router, port: u16) -> Router {
    router.layer(middleware::from_fn_with_state(port, check))
}

async fn check(State(port): State<u16>, request: Request, next: Next) -> Response {
    match refusal(port, &request) {
        Some(words) => (StatusCode::FORBIDDEN, words).into_response(),
        None => next.run(request).await,
    }
}

/// Why a request is refused.
fn refusal(port: u16, request: &Request) -> Option<&'static str> {
    let value = |name: HeaderName| request.headers().get(name)?.to_str().ok();
    if !value(header::HOST).is_some_and(|host| is_own(host, port)) {
        return Some("this is not the host of the demo\n");
    }
    let origin = request.headers().get(header::ORIGIN);
    let own_origin = |origin: &str| {
        let host = origin.strip_prefix("http://");
        host.is_some_and(|host| is_own(host, port))
    };
    if origin.is_some() && !value(header::ORIGIN).is_some_and(own_origin) {
        return Some("this comes from another page\n");
    }
    // Somebody may follow a link to the demo; nothing else of it is for other pages.
    let opens_the_page = request.method() == Method::GET && request.uri().path() == "/";
    let of_another_site =
        value(FETCH_SITE).is_some_and(|site| !matches!(site, "same-origin" | "none"));
    if of_another_site && !opens_the_page {
        return Some("this comes from another page\n");
    }
    let is_call = request.uri().path().starts_with("/bot");
    if is_call && request.method() != Method::POST {
        return Some("call the Bot API by POST\n");
    }
    None
}

fn is_own(host: &str, port: u16) -> bool {
    let (name, given) = match host.rsplit_once(':') {
        Some((name, given)) if !given.ends_with(']') => (name, given.parse().ok()),
        _ => (host, Some(80)),
    };
    given == Some(port) && matches!(name, "127.0.0.1" | "localhost" | "[::1]")
}

#[cfg(test)]
mod tests {
    use super::is_own;

    #[test]
    fn only_names_of_this_computer_with_the_right_port_are_its_own() {
        for own in ["127.0.0.1:8080", "localhost:8080", "[::1]:8080"] {
            assert!(is_own(own, 8080), "{own}");
        }
        for other in [
            "evil.example:8080",
            "127.0.0.1:8081",
            "127.0.0.1",
            "localhost.evil.example:8080",
            "",
        ] {
            assert!(!is_own(other, 8080), "{other}");
        }
        assert!(is_own("localhost", 80));
    }
}
