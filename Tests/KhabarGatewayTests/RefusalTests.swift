import KhabarClient
import Testing

@testable import KhabarGateway

struct RefusalTests {
    /// Programs decide by the status whether to ask again.
    @Test(arguments: [
        (KhabarError.Code.badRequest, 400), (.invalidArgument, 400), (.expired, 410), (.deadlineExceeded, 504),
        (.unreachable, 503), (.overloaded, 503), (.goingAway, 503), (.unauthenticated, 502), (.forbidden, 502),
        (.notKhabar, 502), (.answerTooLarge, 422), (.internalError, 500),
    ])
    func errorsHaveTheirStatus(code: KhabarError.Code, status: Int) {
        let refusal = Refusal(KhabarError(code, "why", retry: .later, retryAfter: .milliseconds(1_200)))
        #expect(refusal.status.rawValue == status)
        #expect(refusal.code == code.rawValue)
        #expect(refusal.retryAfter == (status == 503 ? 2 : nil))
        #expect(refusal.json == #"{"error":{"code":"\#(code.rawValue)","message":"why"}}"#)
    }

    @Test func originsAreThoseAllowed() {
        func names(_ allowed: [String], _ origin: String?) -> [String] {
            AllowedOrigins(allowed).headers(for: origin).map { "\($0.0)=\($0.1)" }
        }
        #expect(names([], "https://a") == [])
        #expect(names(["https://a"], "https://a") == ["access-control-allow-origin=https://a", "vary=origin"])
        #expect(names(["https://a"], "https://b") == ["vary=origin"])
        #expect(names(["https://a"], nil) == ["vary=origin"])
        #expect(names(["*"], nil) == ["access-control-allow-origin=*"])
    }
}
