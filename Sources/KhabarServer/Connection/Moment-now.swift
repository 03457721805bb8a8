import KhabarProtocol
import NIOCore

extension Moment {
    static var now: Moment { Moment(nanoseconds: NIODeadline.now().uptimeNanoseconds) }
}
