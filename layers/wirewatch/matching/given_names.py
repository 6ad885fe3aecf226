"""Given names, folded, that tell a person's name from a country's (``Michael Jordan``, ``Dawn French``).

Written by hand: common in English-language news, without names that are common words or countries themselves.
"""

from __future__ import annotations

from typing import Final

_NAMES: Final = """
aaron abby abdel abdul abdullah abigail abraham adam adele adrian agnes ahmad ahmed aidan alain alan albert alberto
alec alejandro aleksandar aleksandr alessandro alex alexander alexandra alexei alexey alfonso alfred ali alice alicia
alison allan allen alvin amanda amber amir amit amy ana anatoly andre andrea andreas andrei andres andrew andrey andy
angel angela angelo angus anita ann anna anne annette annie anthony anton antonio antony archie ari arnold arthur
arturo ashley ashraf astrid audrey augusto barack barbara barry bart bashar beatrice becky ben benedict benjamin benny
bernadette bernard bernd bernie bert beth betty beverly bill billy blake bob bobby boris brad bradley brandon brenda
brendan brett brian bridget bruce bruno bryan byron caleb calvin cameron camille carl carla carlo carlos carmen carol
caroline caspar catherine cathy cecil cecilia cedric cesar charles charlie charlotte cheryl chris christian christina
christine christoph christopher chuck cindy claire clara clarence claude claudia claudio clay clement cliff clifford
clint clive cody colin colleen connie connor conrad constance corey cornelius courtney craig curtis cynthia daisy dale
damian damon dan dana daniel daniela danielle danny darren darryl dave david dawn dean debbie deborah denis denise
dennis denzel derek derrick desmond diana diane diego dieter dimitri dinah dmitri dmitry dolores dominic don donald
donna doris dorothy doug douglas duncan dustin dwayne dwight dylan earl eddie edgar edith edmund eduardo edward edwin
eileen elaine eleanor elena elias elisabeth elizabeth ella ellen elliot elliott elmer elsa elton elvis emil emilio
emily emma emmanuel enrique eric erica erich erik erika erin ernest ernesto ernie esther ethan ethel eugene eva evan
evelyn fatima federico felicity felipe felix ferdinand fernando fidel fiona florence floyd frances francesca francesco
francis francisco franco francois frank frankie franklin franz fred freddie freddy frederick frida friedrich fritz
gabriel gabriela gareth garry gary gavin gene geoff geoffrey george gerald gerard gerhard gerry gianni gideon gilbert
gillian gina giorgio giovanni giuseppe glen glenn gloria gonzalo gordon graeme graham grant greg gregory greta guido
guillermo gunter gus gustavo guy gwen hannah hans harold harriet harris harry harvey hassan hazel heather hector heidi
heinrich heinz helen helena helga helmut henri henrik henry herbert herman hilary hillary holly homer horst howard
hubert hugh hugo hussein ian ibrahim ignacio igor ilya imran ingrid irene irina iris irving isaac isabel isabella
ismail ivan ivana ivanka jack jackie jackson jacob jacqueline jacques jaime jake jamaal james jamie jan jane janet
janice jared jasmine jason javier jay jean jeanne jeb jeff jeffrey jelena jenna jennifer jenny jens jeremy jerome
jerry jesse jessica jesus jill jim jimmy joan joanna joanne jody joe joel joerg johan johann johanna john johnnie
johnny jon jonas jonathan jorg jorge jose josef joseph josephine josh joshua joyce juan juanita judith judy juergen
julia julian juliana julie juliet julio jurgen justin justine kamal karel karen karim karin karl karla kate katherine
kathleen kathryn kathy katie kay keith kelly ken kenneth kenny kerry kevin khaled kim kirk kirsten klaus konrad
konstantin kristen kristin kurt kyle kyra lance larry lars laura lauren laurence laurent lawrence lea leah lee leigh
lena leo leon leonard leonardo leroy leslie lester liam lillian linda lindsay lindsey lionel lisa liz lloyd logan lois
lorenzo loretta lori lorraine lou louis louisa louise lucas lucia lucien lucy ludwig luigi luis luke lydia lynn mabel
mackenzie madeleine mahmoud malcolm manfred manuel marc marcel marcelo marcia marco marcos marcus margaret margot
maria mariana marie marilyn mario marion marisa marissa marjorie mark marlene marta martha martin martina marvin mary
mathew mathias matt matteo matthew matthias maureen maurice mauricio max maxim maxwell megan mehmet mel melanie
melinda melissa melvin mercedes meredith merle michael michel michele michelle mick miguel mikael mike mikhail milan
mildred milos minnie miranda miriam mitch mitchell mohamed mohammad mohammed moira molly monica monique morgan morris
moses muhammad muriel murray mustafa myron nadia nancy naomi natalia natalie nathan nathaniel ned neil nelson nicholas
nick nicola nicolas nicole nigel nikita nikola nikolai nils nina noah noel nora norma norman olaf oleg olga oliver
olivia omar orlando osama oscar otto owen pablo pamela pascal pat patricia patrick patrik paul paula pauline pavel
pedro peggy penelope penny percy perry pete peter petra phil philip philippe phillip phoebe phyllis pierre polly
priscilla quentin rachel rafael rainer rajiv ralph ramon randall randy raoul raphael rashid raul ray raymond rebecca
reggie reginald rene rex rhonda ricardo richard rick ricky rita rob robbie robert roberta roberto robin rocco rod
roderick rodney rodrigo roger roland rolf roman ron ronald ronnie rosa rosalind rosemary ross roxanne roy ruben rudolf
rudolph rudy rufus rupert russell ruth ryan sabine sabrina sadie salvador salvatore sam samantha samir samuel sandra
sandy sara sarah saul scott sean sebastian serena serge sergei sergey sergio seth shane shannon sharon shaun shawn
sheila shelley sherry shirley sidney silvia silvio simon simone sonia sophia sophie stacey stan stanislav stefan
stefano steffi stella stephan stephanie stephen sterling steve steven stewart stuart sue susan susanna susanne suzanne
sven svetlana sylvester sylvia tamara tammy tanya tara tariq tatiana ted terence teresa terry thabo thelma theo
theodore theresa thomas tiffany tim timothy tina todd tom tommy toni tony tracey tracy travis trevor tristan troy
tyler ulrich ursula valentina valerie vanessa vera vernon veronica vicki victor viktor vincent viola vitaly vivian
vivien vladimir wallace walter wanda warren wayne wendy wesley wilfred wilhelm willem william willie wilma winston
wolfgang woody xavier yasmin yasser yitzhak yolanda yuri yves yvonne zachary zoe
"""

GIVEN_NAMES: Final = frozenset(_NAMES.split())
