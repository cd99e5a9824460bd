//! The HTTP side: `/bot<token>/<method>`, with Telegram's envelopes and the scripted trouble.

use std::{sync::Arc, time::Duration};

use axum::{
    Router,
    body::Bytes,
    extract::{self, ConnectInfo, DefaultBodyLimit, Path, RawQuery},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{
    Shared, body,
    cut::Switch,
    faults::Fault,
    methods::{self, MethodResult},
    params::{MethodRefusal, Params},
    state::{RecordedCall, State},
};

/// The longest wait the real server grants a poller.
const LONGEST_POLL: Duration = Duration::from_secs(50);

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/{bot}/{method}", any(call))
        .layer(DefaultBodyLimit::max(64 * 1024 * 1024))
        .with_state(shared)
}

async fn call(
    extract::State(shared): extract::State<Arc<Shared>>,
    ConnectInfo(switch): ConnectInfo<Switch>,
    Path((bot, method)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let Some(token) = bot.strip_prefix("bot") else {
        return refused(&plain(404, "Not Found"));
    };
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or("");
    let Some(params) = body::read(query.as_deref(), kind, &body) else {
        return refused(&plain(400, "Bad Request: can't parse the request"));
    };
    let is_poll = method.eq_ignore_ascii_case("getUpdates");
    // A call that meets no trouble is carried out under one lock, and is one change to observers.
    let done = shared.change(|state| {
        let wanted = state.options.token.as_deref();
        if wanted.is_some_and(|wanted| wanted != token) {
            return Done::Answered(Err(plain(401, "Unauthorized")));
        }
        if is_poll {
            return Done::NotYet(state.faults.take("getUpdates", None));
        }
        match state.faults.take(&method, params.chat()) {
            None => Done::Answered(perform(state, &method, &params)),
            fault => {
                state.in_flight += 1;
                Done::NotYet(fault)
            }
        }
    });
    let fault = match done {
        Done::Answered(outcome) => return answer(&outcome),
        Done::NotYet(fault) => fault,
    };
    if is_poll {
        return poll(&shared, &switch, fault, &params).await;
    }
    // Counted until the answer is ready, or the caller is gone.
    let _working = Working(&shared);
    let act = || shared.change(|state| perform(state, &method, &params));
    let troubled = match fault {
        Some(fault) => troubled(&shared, &switch, fault, || answer(&act())).await,
        None => None,
    };
    troubled.unwrap_or_else(|| answer(&act()))
}

/// How far a call has come.
enum Done {
    Answered(MethodResult),
    /// It waits for updates, or meets trouble first.
    NotYet(Option<Fault>),
}

/// Acts out a fault; `None` if the call is to go on as usual.
async fn troubled(
    shared: &Shared,
    switch: &Switch,
    fault: Fault,
    act: impl FnOnce() -> Response,
) -> Option<Response> {
    match fault {
        Fault::Status {
            code,
            description,
            retry_after,
        } => Some(refused(&MethodRefusal {
            code,
            description,
            retry_after,
        })),
        Fault::DropBefore => {
            switch.cut();
            Some(StatusCode::OK.into_response())
        }
        Fault::DropAfter => {
            let _ = act();
            switch.cut();
            Some(StatusCode::OK.into_response())
        }
        Fault::Slow(delay) => {
            shared.pause(delay).await;
            None
        }
        Fault::SlowAnswer(delay) => {
            let acted = act();
            shared.pause(delay).await;
            Some(acted)
        }
        Fault::Garbage => Some(
            (
                [(header::CONTENT_TYPE, "text/html")],
                "<html>this is not the API you are looking for",
            )
                .into_response(),
        ),
    }
}

fn perform(state: &mut State, method: &str, params: &Params) -> MethodResult {
    let outcome = methods::run(state, method, params);
    state.made += 1;
    if state.options.keep_calls {
        let mut name = method.to_owned();
        // teloxide writes SendMessage where the documentation writes sendMessage.
        if let Some(first) = name.get_mut(..1) {
            first.make_ascii_lowercase();
        }
        state.calls.push(RecordedCall {
            method: name,
            params: Value::Object(params.0.clone()),
            ok: outcome.is_ok(),
            error: outcome.as_ref().err().map(|no| no.description.clone()),
        });
    }
    outcome
}

/// getUpdates: confirms by offset, then waits for something to hand out.
async fn poll(shared: &Shared, switch: &Switch, fault: Option<Fault>, params: &Params) -> Response {
    if let Some(fault) = fault {
        // A poll dropped "after" hands its updates out into the void, as a lost answer does.
        let lost = || {
            shared.change(|state| drop(state.queue.hand_out(100)));
            StatusCode::OK.into_response()
        };
        if let Some(response) = troubled(shared, switch, fault, lost).await {
            return response;
        }
    }
    let limit = params.int("limit").unwrap_or(100).clamp(1, 100);
    let limit = usize::try_from(limit).unwrap_or(100);
    let timeout = params.int("timeout").unwrap_or(0).clamp(0, 50);
    let timeout = Duration::from_secs(u64::try_from(timeout).unwrap_or(0)).min(LONGEST_POLL);
    let end = Instant::now() + timeout;
    let mut changes = shared.changes();
    let ticket = shared.change(|state| {
        if state.queue.webhook.is_some() {
            return Err(plain(
                409,
                "Conflict: can't use getUpdates method while webhook is active; \
                 use deleteWebhook to delete the webhook first",
            ));
        }
        methods::allow(state, params)?;
        state.queue.confirm(params.int("offset").unwrap_or(0));
        state.queue.poller += 1;
        Ok(state.queue.poller)
    });
    let ticket = match ticket {
        Ok(ticket) => ticket,
        Err(no) => return refused(&no),
    };
    loop {
        changes.borrow_and_update();
        // Handing out changes nothing an observer waits for, so it wakes nobody.
        let found = shared.quietly(|state| {
            if state.queue.poller != ticket {
                // As the real server does it: the newer poller wins, the older one hears of it.
                return Err(conflict(state.queue.webhook.is_some()));
            }
            let found = state.queue.hand_out(limit);
            if state.options.forget_on_delivery {
                state.queue.forget_handed_out();
            }
            Ok(found)
        });
        match found {
            Err(no) => return refused(&no),
            Ok(found) if !found.is_empty() || Instant::now() >= end || shared.is_closed() => {
                let list = format!("{{\"ok\":true,\"result\":[{}]}}", found.join(","));
                return envelope(200, list);
            }
            Ok(_) => {}
        }
        let _ = tokio::time::timeout_at(end, changes.changed()).await;
    }
}

fn conflict(by_webhook: bool) -> MethodRefusal {
    plain(
        409,
        if by_webhook {
            "Conflict: terminated by setWebhook request"
        } else {
            "Conflict: terminated by other getUpdates request; make sure that only one bot \
             instance is running"
        },
    )
}

fn plain(code: u16, description: &str) -> MethodRefusal {
    MethodRefusal {
        code,
        description: description.to_owned(),
        retry_after: None,
    }
}

fn answer(outcome: &MethodResult) -> Response {
    match outcome {
        Ok(result) => envelope(200, format!("{{\"ok\":true,\"result\":{}}}", result.get())),
        Err(no) => refused(no),
    }
}

fn refused(no: &MethodRefusal) -> Response {
    let mut body = json!({
        "ok": false,
        "error_code": no.code,
        "description": no.description,
    });
    if let Some(seconds) = no.retry_after {
        body["parameters"] = json!({ "retry_after": seconds });
    }
    envelope(no.code, body.to_string())
}

fn envelope(code: u16, body: String) -> Response {
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (status, kind, body).into_response()
}

/// A call that was counted as being worked on, until this is dropped.
struct Working<'s>(&'s Shared);

impl Drop for Working<'_> {
    fn drop(&mut self) {
        self.0
            .change(|state| state.in_flight = state.in_flight.saturating_sub(1));
    }
}
