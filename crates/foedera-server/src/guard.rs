//! Who is let in: this machine, this page, whoever has the address that was printed.

use axum::http::{HeaderMap, StatusCode, header};

/// The name of the header that carries the token.
const TOKEN: &str = "x-foedera-token";

/// What a request must carry.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    pub(crate) port: u16,
    pub(crate) token: String,
}

impl Guard {
    /// Whether a request may be answered; `secret`: it must carry the token.
    ///
    /// A page of another site that has this machine's address under its own name (DNS rebinding) sends that name as its host; a page that asks across
    /// sites sends where it comes from. Both are refused.
    pub(crate) fn admits(&self, headers: &HeaderMap, secret: bool) -> Result<(), (StatusCode, &'static str)> {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let own = |host: &str| {
            let names = ["127.0.0.1", "localhost", "[::1]"];
            names.iter().any(|name| {
                host.strip_prefix(name).and_then(|rest| rest.strip_prefix(':')) == Some(self.port.to_string().as_str())
            })
        };
        if headers.get_all(header::HOST).iter().count() != 1 || !text("host").is_some_and(own) {
            return Err((
                StatusCode::MISDIRECTED_REQUEST,
                "this server answers for this machine only; open the address that it printed\n",
            ));
        }
        if headers.contains_key(header::ORIGIN)
            && !text("origin").and_then(|origin| origin.strip_prefix("http://")).is_some_and(own)
        {
            return Err((
                StatusCode::FORBIDDEN,
                "another site may not ask; open the address that the server printed\n",
            ));
        }
        if text("sec-fetch-site").is_some_and(|site| site == "cross-site" || site == "same-site") && secret {
            return Err((
                StatusCode::FORBIDDEN,
                "another site may not ask; open the address that the server printed\n",
            ));
        }
        if secret && !text(TOKEN).is_some_and(|token| same(token.as_bytes(), self.token.as_bytes())) {
            return Err((
                StatusCode::UNAUTHORIZED,
                "the token is missing; open the address that the server printed, with all of it\n",
            ));
        }
        Ok(())
    }
}

/// Whether two texts are the same, in a time that does not tell where they differ.
fn same(left: &[u8], right: &[u8]) -> bool {
    left.len() == right.len() && left.iter().zip(right).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(headers: &[(&'static str, &str)], secret: bool) -> Option<StatusCode> {
        let guard = Guard { port: 7777, token: "abc".to_owned() };
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().expect("a header"));
        }
        guard.admits(&map, secret).err().map(|(status, _)| status)
    }

    #[test]
    fn only_this_page_with_the_token_asks() {
        let host = ("host", "127.0.0.1:7777");
        let token = (TOKEN, "abc");
        assert_eq!(status(&[host, token], true), None);
        assert_eq!(status(&[("host", "localhost:7777"), ("origin", "http://localhost:7777"), token], true), None);
        assert_eq!(status(&[host], false), None);
        assert_eq!(status(&[host], true), Some(StatusCode::UNAUTHORIZED));
        assert_eq!(status(&[host, (TOKEN, "abd")], true), Some(StatusCode::UNAUTHORIZED));
        for other in [
            "evil.example",
            "evil.example:7777",
            "127.0.0.1",
            "127.0.0.1:77777",
            "127.0.0.1.evil.example:7777",
            "127.0.0.1:7778",
        ] {
            assert_eq!(status(&[("host", other), token], true), Some(StatusCode::MISDIRECTED_REQUEST), "{other}");
        }
        assert_eq!(status(&[token], true), Some(StatusCode::MISDIRECTED_REQUEST), "no host");
        assert_eq!(status(&[host, host, token], true), Some(StatusCode::MISDIRECTED_REQUEST), "two hosts");
        for origin in ["http://evil.example", "https://127.0.0.1:7777", "null"] {
            assert_eq!(status(&[host, ("origin", origin), token], true), Some(StatusCode::FORBIDDEN), "{origin}");
        }
        assert_eq!(status(&[host, ("sec-fetch-site", "cross-site"), token], true), Some(StatusCode::FORBIDDEN));
    }
}
