/// See `PageExpectation` for the form.
let englishPages = #"""
    === Indian site: label behind names, wire note
    @ published 2015-09-30T13:53:00Z
    @ dateline New Delhi
    boilerplate|Home > India News
    T|New bridge over the river to open next March, minister says
    date|Press Trust of India | Updated: September 30, 2015 19:23 IST
    boilerplate|Share Tweet Email Print
    caption|The bridge will halve the travel time between the two banks. (File Photo)
    K|New Delhi: The new bridge over the river will open to the public in March, the minister said on Wednesday.
    boilerplate|ADVERTISEMENT
    K|Work had entered its last stage and no further delay was expected, he told reporters.
    read-also|Also Read | Metro fares will not rise this year, government says
    K|The bridge is expected to halve the travel time between the two banks.
    boilerplate|(Except for the headline, this story has not been edited by our staff and is published from a syndicated feed.)
    === wire story in capitals
    @ dateline NEW DELHI
    @ agency PTI
    T|Forest fire under control after two days
    K|NEW DELHI, Sept 30 (PTI) - Firefighters brought a forest fire in the northern hills under control on Wednesday.
    K|Nobody was hurt, officials said, but two villages had been evacuated as a precaution.
    === Reuters with its trailer
    @ dateline LONDON
    @ published 2015-10-01T10:30:00Z
    @ agency Reuters
    T|Oil prices rise as stocks fall more than expected
    byline|By Jane Example
    date|October 1, 2015 / 10:30 AM / 2 years ago
    K|LONDON (Reuters) - Oil prices rose on Wednesday after data showed that stocks had fallen more than expected.
    K|Traders said the market was waiting for the producers' meeting next month.
    byline|(Reporting by Jane Example; Editing by John Sample)
    boilerplate|Our Standards: The Thomson Reuters Trust Principles.
    === dateline alone, date and source in it
    @ dateline ISLAMABAD
    T|Court throws out election petition
    dateline|ISLAMABAD:
    K|A court on Wednesday threw out a petition that challenged the result of the election.
    K|The petition raised no new ground, the judges said in a short order.
    boilerplate|Published in Dawn, October 1st, 2015
    === window title, menu, site's name behind the headline
    title-repeat|Rescuers reach village cut off by floods - The Daily Example
    boilerplate|Skip to main content
    boilerplate|Menu
    boilerplate|News
    boilerplate|Sport
    T|Rescuers reach village cut off by floods
    S|Helicopters brought food and medicine to three hundred people
    byline|By Our Correspondent
    K|Rescue teams on Sunday reached a village that had been cut off by floods for four days.
    K|Helicopters dropped food and medicine while engineers repaired the only road.
    boilerplate|Most Read
    read-also|Ten ways to save water at home
    read-also|Why the river rises every ten years
    boilerplate|Sign up for our newsletter
    boilerplate|© 2015 The Daily Example. All rights reserved.
    === picture credits of many forms
    T|Comet seen clearly for the first time
    caption|The comet as the probe saw it from close by. REUTERS/Jane Example
    K|Scientists have published the first clear picture of the comet that a probe has followed for two years.
    caption|Mission control during the manoeuvre — AFP/File
    K|The probe will fly closer to the comet next month before its mission ends.
    caption|Image source, Getty Images
    caption|Image caption, The comet's tail is longer than was thought
    K|Its tail is longer than was thought, the scientists said.
    caption|© AFP
    K|They will compare the picture with older ones from the ground.
    === tags, comments, promotion
    @ hashtags #Example #News
    T|City starts new bus line at night
    K|The city has started a new bus line that runs all night, the mayor said on Monday.
    K|A ticket costs the same as during the day, and children ride for free.
    hashtags|#Example #News
    boilerplate|Tags: bus, city, night
    boilerplate|5 Comments
    boilerplate|Leave a Reply
    boilerplate|Your email address will not be published. Required fields are marked *
    boilerplate|Download our app for the latest updates
    === markup left over
    @ hashtags #Harbour
    T|Harbour & port merge
    image|![Cranes](https://example.org/cranes.jpg)
    K|The harbour &amp; the port will merge next year, the <b>two companies</b> said on Friday.
    =|The harbour & the port will merge next year, the two companies said on Friday.
    markup|<!-- ad slot --><script>var a = "<p>";</script>
    link|[Read the statement](https://example.org/statement)
    link|https://example.org/more
    K|The [statement](https://example.org/statement) names no price, and a < b is no tag. #Harbour
    =|The statement names no price, and a < b is no tag. #Harbour
    === a chronicle keeps its days
    T|How the strike unfolded
    K|The strike at the port lasted ten days and ended with a deal on Sunday evening.
    K|1 October 2015
    K|Workers walked out at noon after talks about shifts had failed in the morning.
    K|5 October 2015
    K|A judge ordered both sides back to the table and gave them a week.
    === story lines that look like boilerplate stay
    T|Regulator writes rules for advertisers
    K|Advertisement rules will change next year, the regulator said in a report on Tuesday.
    K|Share prices of large sites fell after the report, and some said they would subscribe to the rules.
    K|Related products
    K|Watch makers are not concerned, but sellers of related products must print a label.
    K|By the end of the year every site has to say who paid for what it shows.
    === header date with a clock, relative date
    @ pageDate 2024-04-25T10:30:00Z
    @ published 2015-10-01T08:00:00Z
    date|Thursday, April 25, 2024 10:30 AM
    T|Museum reopens after long repair works
    date|Published: 1 October 2015 08:00 GMT
    K|The city's museum reopens on Saturday after repair works that took three years.
    K|Entry is free in the first week, the director said.
    date|Updated 3 hours ago
    === site's name behind a given title
    @ given Ferry service to the islands resumes after storm | The Daily Example
    title-repeat|Ferry service to the islands resumes after storm
    K|The ferry service to the islands resumed on Thursday after a storm had stopped it for two days.
    K|Passengers who had been stranded got on board first, the company said.
    === names below the story are no menu
    T|Selectors name squad for the winter tour
    K|The selectors on Monday named a squad of fifteen for the winter tour, with two new faces in it.
    K|The captain said the side had the bowlers to win on any ground.
    K|Squad
    K|Rohit Sharma
    K|Virat Kohli
    K|Shubman Gill
    K|Jasprit Bumrah
    K|Ravindra Jadeja
    === networks and features are what the story is about
    T|Government bans three apps
    K|The government on Monday banned three foreign apps and gave their owners a week to answer.
    K|Facebook
    K|The company earned 40 billion dollars in the quarter, more than analysts had expected.
    K|Features
    K|Six airbags and hill hold come as standard in all the new models
    K|The order takes effect at once, the ministry said in a short statement on Monday.
    K|The apps that were banned:
    K|TikTok
    K|Snapchat
    K|Telegram
    === a day of a life is no publication date
    T|Singer of a thousand songs dies at 92
    K|The best-loved singer of the country has died in a hospital in Mumbai, her family said on Sunday.
    K|28 September 1929
    K|She is born in Indore to a family of musicians and begins to sing at the age of five.
    === a chronicle that begins with its first day
    @ given The war day by day
    K|24 February 2022
    K|Russian troops cross the border and missiles hit Kyiv, Kharkiv and other cities at dawn.
    K|2 April 2022
    K|Ukraine retakes all of the Kyiv region and finds bodies in the streets of Bucha.
    === menu above the given title, scraps below it, the page goes on below the story
    @ given Bridge opens after two years of work - Example Times
    @ published 2024-04-19
    boilerplate|Edition
    boilerplate|City News
    boilerplate|Rivertown
    title-repeat|Bridge opens after two years of work
    date|April 19, 2024
    boilerplate|AA
    boilerplate|0
    K|The new bridge over the river opened on Friday after two years of work, the city said.
    K|Cyclists welcomed it
    K|About nine thousand cars are expected to cross it every day, engineers told reporters.
    boilerplate|Most Read
    read-also|Ten breakfasts that travel well
    boilerplate|Post comment
    read-also|A favourite of the neighbourhood
    === a list that a line with a colon announces stays, below an advertisement too
    @ given Festival names its winners
    K|The festival named its winners at a ceremony on Saturday, and the jury praised the young directors.
    boilerplate|ADVERTISEMENT
    K|The winners:
    K|Best film, The Long Road
    K|Best actress, Jane Example
    === lines of a story that has no page around it stay
    @ given A song for the river
    K|River of silver
    K|River of stone
    K|The poem was read at the opening of the bridge on Friday, the organisers of the evening said.
    K|Carry us home
    === a date beside a writer's name, when the page has no other
    @ published 2022-05-24
    T|Ice sellers work nights as mercury hits 51
    date|Jane Doe May 24, 2022
    K|The ice sellers of the town have begun to work at night because of the heat, they said on Monday.
    K|A block that sold for six hundred in March now costs more than twice as much.
    === a date in a standfirst is none
    T|What changes for taxpayers this spring
    S|The new rules from 5 May 2024
    K|Taxpayers will have more time to pay from the spring on, the ministry said on Monday in a statement.
    === short sentences and names below an advertisement, or between buttons, stay
    @ given Fire in market leaves shops in ashes
    K|A fire broke out in the old market on Monday and burned down twelve shops, officials said.
    boilerplate|Advertisement
    K|No one was hurt.
    K|Twelve shops
    K|Power cut in the north
    boilerplate|Share
    K|Jane Example, 44
    === a birthday is no publication date
    T|The singer who never stopped learning
    S|Lata Example, 28 September 1929
    K|The singer was born in a small town and began to sing on stage at the age of nine, her sister says.
    """#
