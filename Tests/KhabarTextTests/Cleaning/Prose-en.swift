/// See `ProseTests` for the form.
let englishProse = #"""
    story|The views expressed by the minister drew sharp criticism from farmers' unions across Punjab on Tuesday.
    story|The opinions expressed by voters in the survey suggest a swing of four points away from the ruling party.
    story|We use cookies to remember what you like, the company's lawyer told the court, and nobody has complained.
    story|We value your privacy, the company told the court, but engineers had kept the recordings for six years.
    story|If you have a fever for more than three days, see a doctor at once, the health ministry said in its advisory.
    story|If you have a mortgage of £200,000, the rise will add about £90 a month to your payments.
    story|Get instant loans at 2% a day: that was the promise that lured thousands of Indians into the Chinese app scam.
    story|Stay tuned, said the chancellor when asked whether taxes would rise in the autumn.
    story|Stay ahead of rivals by cutting prices is the strategy that Tata Motors has followed since 2020, analysts said.
    story|Never miss a prayer, his mother told him before he left Lahore to play county cricket in England.
    story|Be the first to reach the moon's south pole was the goal that ISRO set itself in 2019.
    story|By clicking on a link in the message you agree to nothing, but thieves may empty your account, police warned.
    story|Register to vote before 18 April or lose your say in the general election, the commission told students.
    story|Join us or leave, the rebels told villagers on Sunday, according to three witnesses.
    story|Join our fight against corruption, Imran Khan told a crowd of thousands in Lahore on Sunday.
    story|Follow the money and you will find the killers, the prosecutor told jurors at the start of the trial.
    story|Follow our example, Modi told African leaders at the summit in Johannesburg on Thursday.
    story|Subscribe to a newspaper and the government will give you a tax credit, under a Canadian law passed in 2019.
    story|Sign up for a health plan by 15 December or pay a fine: that newsletter from the White House reached millions.
    story|Sign in to vote: Estonia has let its citizens cast ballots online since 2005.
    story|Sign up today or face the draft, the Ukrainian officer told the young men gathered in the square.
    story|Download speeds in rural India doubled last year after the government installed an app to measure them.
    story|Download the payment app and you can buy tea from any stall in Delhi, the minister told foreign visitors.
    story|Our app has been downloaded 50 million times, the founder of the ride-hailing company said on Friday.
    story|Click on a polling station to see how your neighbours voted was how the BBC described its new map.
    story|Click on a suspect link and hackers gain access to your bank account, the cyber police warned.
    story|To get the latest vaccine, people over 65 must show an identity card at any clinic, the NHS said.
    story|To read more books and watch fewer films is the most common resolution of Egyptians, a poll found.
    story|To continue reading the letter was too painful, the widow told the court, and she handed it to her lawyer.
    story|To report an error in the electoral roll, voters have until 30 November, the commission said.
    story|To advertise tobacco near schools will be a crime from January under the new law.
    story|To watch the eclipse safely, use special glasses, astronomers say; click here was scrawled on one poster.
    story|For more information visit was all the leaflet said, and residents complained that the site did not work.
    story|For all the latest talk of peace, shelling continued along the front line on Wednesday.
    story|Copyright law in India protects a film for 60 years from its release, the High Court said.
    story|Copyright: the European Parliament voted on Wednesday to make platforms pay for news.
    story|Copyright 2019 saw the biggest reform of European law in two decades, lawyers say.
    story|All rights reserved for indigenous people must be respected, the court in Brasilia ruled on Thursday.
    story|All comments are recorded and may be used in court, the judge warned reporters before the hearing.
    story|This website uses cookies without consent, the French regulator found, and it fined Google 150 million euros.
    story|This is a subscriber base of 200 million people, and Netflix wants more, its chief executive said.
    story|Catch all the criminals and the city will be safe again, the mayor of Karachi said on Monday.
    story|Tell us what you think happened, the detective asked the boy, and he described a blue van.
    story|Send your children to school or lose the grant, the governor told parents in Balochistan.
    story|Send us your sick and we will treat them, Cuba told its neighbours in the pandemic.
    story|Read our lips, no new taxes, the Republican candidate told supporters here on Friday night.
    story|Read breaking news and you would think the country was at war, the novelist said.
    story|Photo shows are back in Beirut after three years: the first opens on Friday in Hamra.
    story|Map shows how Russian troops advanced, and it tells a story of slow attrition, analysts say.
    story|More details to follow were promised by the palace, but none came on Friday.
    story|Disclaimer: I have known the candidate for 20 years, the columnist told readers, and I will not vote for him.
    story|Scan the QR code at the door and the bus driver waves you through: Dhaka has gone cashless.
    story|Tap on a shoulder, and then to everyone's surprise the king was standing there, the nurse recalled.
    story|Watch: that was the only word the general said before the missiles were launched.
    story|Video: the technology that made the referee an object of hate has been in use since 2018.
    story|Image: that is what matters to the party now, and it has hired a firm in London to improve it.
    story|Map: for centuries the Durand Line has divided the Pashtuns, and no map shows it the same way.
    story|Source: the river rises in a glacier in Tibet, at 5,000 metres, and flows 3,000 km to the sea.
    story|Sources: at least three officials told the newspaper that the minister had offered to resign.
    story|Credit: banks lent 12 percent more in August than a year ago, the central bank said.
    story|Related: the families of the two victims told the court that they were cousins.
    story|Next: the Senate votes on Thursday, and the bill is expected to pass with a wide majority.
    story|Listen: the sound of the glacier breaking can be heard two miles away, the guide told us.
    story|Read: that is how pupils in Finland spend the first hour of every school day.
    story|Chart: the single topped it for nine weeks, longer than any Urdu song before it.
    story|Editor: a job that used to pay well, and that today few young journalists want.
    story|Report by the auditor general says that 40 percent of the funds were never spent.
    story|Story by a dead child's mother moved the court to tears on Wednesday.
    story|Reporting by victims of rape has doubled since the law was changed in 2013.
    story|Editing by machine of human embryos should be banned, the academies of science said.
    story|Writing by hand improves memory, a study of 300 pupils in Norway has found.
    story|The writer is a former ambassador who spent 12 years in prison for his novels, and he will receive the prize in May.
    story|The author is a nurse from Lucknow whose first novel has sold 400,000 copies in Hindi.
    story|Support independent journalism or lose it, the Nobel laureate told students in Manila.
    story|Please share your seat with the pregnant, a sign in the Cairo metro says in three languages.
    story|It is what it is, said the coach, who was fired after the match and who now lives by Getty Images.
    story|The museum has bought 3,000 prints from the 1930s, most of them from a collection held by Getty Images.
    story|Two of the paintings were sold to the company Shutterstock.
    story|The suspect's account was closed after he posted a screengrab.
    story|Police identified him from an old file photo.
    story|Contact us at once if you see the child, the police told residents of the valley.
    story|Email us at midnight, the kidnappers told the family, and bring nobody.
    story|Have a story to tell, be honest and keep it short: that was Hemingway's advice to young reporters.
    story|Open the border app, take a photo of your face and wait: that is how migrants now ask for asylum.
    page|The views expressed in this article are those of the author and do not necessarily reflect the editorial policy of the newspaper.
    page|The views and opinions expressed in this article are those of the authors.
    page|The opinions expressed here are the author's own.
    page|We use cookies to give you the best experience on our website.
    page|This site uses cookies to personalise content and ads.
    page|This website uses cookies to improve your experience. By continuing you agree to our use of cookies.
    page|We value your privacy. We and our partners store and access information on a device, such as cookies.
    page|Your email address will not be published. Required fields are marked.
    page|Sign up for our daily newsletter and get the best of our journalism in your inbox.
    page|Subscribe to our newsletter for the latest news and features.
    page|Subscribe to our YouTube channel for more videos and updates.
    page|Follow us on Twitter and Facebook for the latest updates.
    page|Download our app for breaking news alerts and live updates.
    page|Download the Indian Express app to read all the latest news.
    page|Join our WhatsApp channel to get the latest news delivered to your phone.
    page|Stay tuned for more updates on this developing story.
    page|Stay informed with the latest headlines from around the world.
    page|Get the latest news delivered to your inbox every morning.
    page|For more information visit our website or email us.
    page|For all the latest World News, download our app.
    page|For the latest news, follow us on Google News.
    page|This story has not been edited by our staff and is auto-generated from a syndicated feed.
    page|(This story has not been edited by NDTV staff and is auto-generated from a syndicated feed.)
    page|(Except for the headline, this story has not been edited by our staff and is published from a syndicated feed.)
    page|This article was originally published on The Conversation. Read the original article.
    page|This material may not be published, broadcast, rewritten or redistributed without permission.
    page|Copyright 2021 The Associated Press. All rights reserved. This material may not be published.
    page|All rights reserved. No part of this publication may be reproduced in any form without permission.
    page|Please enable JavaScript to view the comments powered by Disqus.
    page|Your browser does not support the video tag. Please upgrade it.
    page|Click here to read the full story on our website.
    page|To read the full story, subscribe or sign in.
    page|You must be logged in to post a comment.
    page|Comments are moderated and may not appear at once on the site.
    page|Please share your thoughts in the comments section below.
    page|Tell us what you think in the comments section below.
    page|Send your stories and pictures to our editorial email address.
    page|Do you have a story that you would like to share with us?
    page|Have a news tip? Email us or send us a message on WhatsApp.
    page|The BBC is not responsible for the content of external sites. Read about our approach to external linking.
    page|Support independent journalism. Subscribe to our newspaper from five dollars a month.
    page|Disclaimer: The information in this article is for general use only and is not legal advice.
    page|Our Standards: The Thomson Reuters Trust Principles.
    page|Learn how your comment data is processed.
    page|By signing up, you agree to our terms and privacy policy.
    page|This site uses Akismet to reduce spam. Learn how your comment data is processed.
    page|Catch all the latest cricket news and live updates on our app.
    page|Check out the latest news and videos from across the world here.
    page|Be the first to comment on this article and tell us your view.
    page|Never miss an update. Turn on notifications for breaking news from our app.
    page|Also read: Five things to know about the new law
    page|Read more: Trump said he would sign the bill on Friday
    page|Watch: Fire destroys market in Karachi
    page|Related: How the pandemic changed the way we work
    page|Reporting by Jane Example in London; Editing by John Sample.
    page|With inputs from PTI and ANI.
    page|Photo: Jane Doe / AFP
    page|File photo of the prime minister at a rally in Lahore.
    page|Tags: climate, trade, war
    """#
