internal import KhabarClient

/// Text for an element or an attribute.
func escaped(_ text: String) -> String { printable(htmlEscaped(text)) }

/// Without the controls that no page may hold.
func printable(_ html: String) -> String {
    var printable = html
    printable.unicodeScalars.removeAll { scalar in
        switch scalar {
        case "\t", "\n", "\r": false
        case "\u{0}"..<"\u{20}", "\u{7F}"..<"\u{A0}": true
        default: false
        }
    }
    return printable
}

/// A whole page; `title` and `body` are HTML.
///
/// Each piece of text tells its own direction (`dir="auto"`), so that Arabic and Urdu stand right-aligned among English and Hindi.
func htmlPage(title: String, body: String) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="referrer" content="no-referrer">
    <title>\(title)</title>
    <style>
    \(style)
    </style>
    </head>
    <body>
    \(body)
    </body>
    </html>

    """
}

/// What a browser may do with a page: nothing but show it and send its form here. No script runs, whatever an article holds.
let contentSecurityPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

/// Nastaliq, in which Urdu is read, needs lines further apart than Naskh.
private let style = """
    :root { color-scheme: light dark; --faint: #767676; }
    body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem; }
    :lang(ar) { font-family: "Noto Naskh Arabic", "Amiri", system-ui, serif; line-height: 1.7; }
    :lang(ur) { font-family: "Noto Nastaliq Urdu", "Jameel Noori Nastaleeq", system-ui, serif; line-height: 2.2; }
    :lang(hi) { font-family: "Noto Sans Devanagari", "Mangal", system-ui, sans-serif; }
    form { display: flex; flex-wrap: wrap; gap: .5rem; margin-bottom: 1rem; }
    input[type=search] { flex: 1 1 16rem; font: inherit; padding: .4rem .6rem; }
    select, button { font: inherit; padding: .4rem .6rem; }
    ol { list-style: none; padding: 0; }
    li { margin: 1.5rem 0; }
    h1, h2 { font-size: 1.15rem; margin: 0; }
    p { margin: .25rem 0; }
    article p { margin: .8rem 0; }
    .facts, nav { color: var(--faint); font-size: .875rem; }
    mark { background: none; color: inherit; font-weight: bold; }
    """
