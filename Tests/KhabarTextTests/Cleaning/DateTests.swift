import Testing

@testable import KhabarText

struct DateTests {
    @Test(arguments: [
        ("2015-10-01", "2015-10-01"), ("2015/10/01", "2015-10-01"), ("20151001", "2015-10-01"),
        ("01.10.2015", "2015-10-01"),
        ("13/10/2015", "2015-10-13"), ("10/13/2015", "2015-10-13"), ("03/04/2015", "2015-04-03"),
        ("2017-02-06T22:17:00+01:00", "2017-02-06T21:17:00Z"), ("2017-01-22T181500", "2017-01-22T18:15:00Z"),
        ("2017-01-22T18:15:00.123Z", "2017-01-22T18:15:00Z"), ("2017-01-22 18:15", "2017-01-22T18:15:00Z"),
        ("2017-01-22T18:15:00-0500", "2017-01-22T23:15:00Z"), ("2017-01-22T00:15:00+05:30", "2017-01-21T18:45:00Z"),
        ("Thu, 01 Dec 2016 05:22:42 +0500", "2016-12-01T00:22:42Z"),
        ("Tue, 04 Oct 2016 12:05:17 GMT", "2016-10-04T12:05:17Z"),
        ("1 Jan 15", "2015-01-01"), ("April 25, 2024", "2024-04-25"),
        ("25th of April 2024, 3:05 pm", "2024-04-25T15:05:00Z"),
        ("Apr 5, 2024 12:30 AM IST", "2024-04-04T19:00:00Z"),
        ("30 सितंबर 2015", "2015-09-30"), ("३० सितम्बर २०१५", "2015-09-30"),
        ("बुधवार, 30 सितंबर 2015 को 14:30 बजे", "2015-09-30T14:30:00Z"),
        ("23 फरवरी, 2021|11:49|IST", "2021-02-23T06:19:00Z"), ("शनिवार, 8 जनवरी 2022", "2022-01-08"),
        ("الخميس - 25 نيسان 2024", "2024-04-25"), ("٢٥ أبريل ٢٠٢٤", "2024-04-25"), ("14 أغسطس/آب 2011", "2011-08-14"),
        ("3 كانون الثاني 2020", "2020-01-03"), ("5 تشرين الأول 2015", "2015-10-05"), ("4 فيفري 2017", "2017-02-04"),
        ("الأحد 1 مارس 2020 - 3:20 م", "2020-03-01T15:20:00Z"),
        ("۲۵ اپریل ۲۰۲۴", "2024-04-25"), ("بدھ، 30 ستمبر 2015", "2015-09-30"), ("1 اکتوبر 2015", "2015-10-01"),
        ("1445990400", "2015-10-28T00:00:00Z"), ("1445990400000", "2015-10-28T00:00:00Z"),
        ("1445990400.5", "2015-10-28T00:00:00Z"),
        ("2016-02-29", "2016-02-29"), ("1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"), ("0001-01-01", "0001-01-01"),
    ])
    func reads(_ text: String, _ expected: String) {
        #expect(PublicationDate(reading: text)?.text == expected)
    }

    @Test(arguments: [
        "", "last Friday", "yesterday", "कल", "أمس", "30 الشهر الماضي", "एक अक्टूबर", "October 2015", "30 September",
        "2015-02-29", "2015-13-01",
        "32 January 2015", "99999999999999999999", "12:30", "5 hours ago", "رمضان 1445", "0000-00-00",
        "99999999999999999999-99999999999999999999-99999999999999999999",
    ])
    func noDate(_ text: String) {
        #expect(PublicationDate(reading: text) == nil)
    }

    @Test func everyDayOfFourCenturiesThereAndBack() {
        var expected = CivilDay(year: 1, month: 1, day: 1)!.daysSince1970
        #expect(expected == -719_162)
        for year in 1...401 as ClosedRange<Int64> {
            for month in 1...12 as ClosedRange<Int64> {
                for day in 1...31 as ClosedRange<Int64> {
                    guard let civil = CivilDay(year: year, month: month, day: day) else { continue }
                    #expect(civil.daysSince1970 == expected)
                    #expect(CivilDay(daysSince1970: expected) == civil)
                    expected += 1
                }
            }
        }
        #expect(CivilDay(year: 2000, month: 3, day: 1)?.daysSince1970 == 11_017)
    }

    @Test func textOfFarDatesDoesNotTrap() {
        for seconds in [Int64.min, Int64.max, 0, -1] {
            #expect(!PublicationDate(seconds: seconds, hasTime: true).text.isEmpty)
        }
        #expect(PublicationDate(seconds: -1, hasTime: true).text == "1969-12-31T23:59:59Z")
    }
}
